package calendar

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // results must not hang on what a machine has installed
)

// zone is where a schedule's clock stands. The zero zone is the host's, which
// the source does not tell.
type zone struct {
	name     string
	location *time.Location // nil: not known, and counted as UTC
	assumed  bool           // the scheduler's own, where the schedule names none
}

var (
	utc        = zone{name: "UTC", location: time.UTC}
	assumedUTC = zone{name: "UTC", location: time.UTC, assumed: true}
)

// In is the schedule by the clock of a zone of the IANA database, if the
// schedule names none itself. A name that is not known is an error, and one
// with a hole ErrUnknown; the schedule then is counted as in UTC.
func (s Schedule) In(name string) (Schedule, error) {
	if s.zone != (zone{}) && !s.zone.assumed {
		return s, nil
	}
	z, err := zoneOf(name)
	if err != nil {
		z = zone{name: "in a zone that is not known"}
	}
	s.zone = z
	return s, err
}

const longestZone = 64 // the IANA database's names are below 40

// zoneOf finds a zone by its name. A name comes from the tree that is read, so
// it must not lead anywhere but into the database.
func zoneOf(name string) (zone, error) {
	switch {
	case strings.ContainsRune(name, Hole):
		return zone{}, ErrUnknown
	case name == "" || name == "Local" || len(name) > longestZone || strings.Trim(name, zoneLetters) != "" || strings.HasPrefix(name, "/"):
		return zone{}, fmt.Errorf("time zone %q: not a name of the IANA database", name)
	case strings.EqualFold(name, "UTC"):
		return utc, nil
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		return zone{}, fmt.Errorf("time zone %q: not in the IANA database", name)
	}
	return zone{name: name, location: location}, nil
}

const zoneLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/"

// clock is the location to compute in.
func (z zone) clock() *time.Location {
	if z.location == nil {
		return time.UTC
	}
	return z.location
}

// words is what follows a time of day.
func (z zone) words() string {
	if z == (zone{}) {
		return " host time"
	}
	return " " + z.name
}
