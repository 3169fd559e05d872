package report

import (
	"io"
	"time"
)

// jobsFormat names the format. A change that can break a reader gets a new name.
const jobsFormat = "hiyari-jobs-v1"

// mostJobsJSON bounds the jobs of the JSON; the rest is counted.
const mostJobsJSON = 20_000

type jsonTimetable struct {
	Format  string    `json:"format"`
	Version string    `json:"version"`
	Now     string    `json:"now"` // RFC 3339, as all times
	Jobs    []jsonJob `json:"jobs"`
	LeftOut int       `json:"jobs_left_out,omitempty"`
}

type jsonJob struct {
	When         string           `json:"when"`
	Schedule     string           `json:"schedule"`
	Zone         string           `json:"zone,omitempty"`
	Next         string           `json:"next,omitempty"`
	NextExact    *bool            `json:"next_exact,omitempty"` // only with next
	EverySeconds int64            `json:"every_seconds,omitempty"`
	Rare         string           `json:"rare"`    // yes, no, unknown
	Enabled      string           `json:"enabled"` // on, off, unknown
	Maybe        bool             `json:"maybe,omitempty"`
	What         string           `json:"what"`
	User         string           `json:"user,omitempty"` // absent: not known
	Place        string           `json:"place"`
	Contacts     []jsonJobContact `json:"contacts,omitempty"`
	Path         string           `json:"path"`
	Line         int              `json:"line"`
	Column       int              `json:"column"`
}

type jsonJobContact struct {
	Kind   string `json:"kind"` // dns, host
	Name   string `json:"name"`
	Port   string `json:"port,omitempty"`
	Scheme string `json:"scheme,omitempty"`
	Upload string `json:"upload,omitempty"` // of a host: yes, no, unknown
	Path   string `json:"path"`
	Line   int    `json:"line"`
}

func writeJobsJSON(w io.Writer, t *Timetable) error {
	table := jsonTimetable{Format: jobsFormat, Version: t.Version, Now: t.Now.UTC().Format(time.RFC3339), Jobs: []jsonJob{}}
	shown := t.Jobs[:min(len(t.Jobs), mostJobsJSON)]
	table.LeftOut = len(t.Jobs) - len(shown)
	for i := range shown {
		table.Jobs = append(table.Jobs, jsonJobOf(&shown[i]))
	}
	return encode(w, table)
}

func jsonJobOf(j *Job) jsonJob {
	job := jsonJob{
		When: j.When, Schedule: j.Schedule, Zone: j.Zone, EverySeconds: int64(j.Every / time.Second),
		Rare: triNames[j.Rare], Enabled: stateNames[j.Enabled], Maybe: j.Maybe, What: j.What, User: j.User, Place: placeNames[j.Place],
		Path: j.Path, Line: j.Line, Column: j.Column,
	}
	if j.HasNext {
		job.Next, job.NextExact = j.Next.Format(time.RFC3339), &j.Exact
	}
	for _, c := range j.Contacts {
		contact := jsonJobContact{Kind: "dns", Name: c.Name, Port: c.Port, Scheme: c.Scheme, Path: c.Path, Line: c.Line}
		if !c.Asks {
			contact.Kind, contact.Upload = "host", triNames[c.Upload]
		}
		job.Contacts = append(job.Contacts, contact)
	}
	return job
}
