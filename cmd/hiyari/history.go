package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/history"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// Bounds on what a past may cost.
const (
	waveBytes = 32 << 20  // of files that are searched side by side
	keptBytes = 256 << 20 // of files that hold what is found
)

func historyFlag(command *cobra.Command, flags *checkFlags) {
	f := command.Flags()
	f.StringVar(&flags.history, "history", "", "look in git's past, not in the tree, for credentials that the tree has no more; of `RANGE` (--history=v1..main), by default of all references. Runs git")
	f.Lookup("history").NoOptDefVal = history.All
}

// openPast takes the paths, which need not exist any more, of a repository.
func (t *tree) openPast(env *environment, flags *checkFlags, args []string) error {
	if flags.changed || flags.stdinFilename != "" || len(flags.varFiles) > 0 || slices.Contains(args, "-") {
		return fail("--history goes with none of --changed, --stdin-filename, --var-file and standard input")
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	var absolute []string
	for _, arg := range args {
		if arg == "" {
			return fail(`"": a path is empty`)
		}
		absolute = append(absolute, env.absolute(arg))
	}
	t.settle(env, flags, absolute)
	if history.IsBare(absolute[0]) {
		t.root, t.paths = absolute[0], []string{"."}
	}
	t.fsys = os.DirFS(t.root)
	return nil
}

// judgeHistory looks for credentials in a repository's past. Those that the
// tree holds still are the tree's to be told of.
func (e *environment) judgeHistory(flags *checkFlags, tree *tree, set *settings) (*report.Run, error) {
	repository, err := history.Open(tree.root)
	if err != nil {
		return nil, fail("--history: %s: %v", tree.shown("."), err)
	}
	defer func() { _ = repository.Close() }()
	objects, err := repository.Objects()
	if err != nil {
		return nil, fail("--history: %v", err)
	}
	defer func() { _ = objects.Close() }()

	past := &past{
		objects: objects, options: analyzers.Options{Paths: tree.paths, Exclude: set.exclude},
		standing: map[analyzers.Secret]bool{}, seen: map[string]bool{}, leaks: map[analyzers.Secret]*leak{}, inFile: map[string][]*leak{},
	}
	if !history.IsBare(tree.root) {
		past.standing = analyzers.Secrets(e.load(tree.fsys, analyzers.Options{Exclude: set.exclude, TextsOnly: true}))
	}
	if err := past.read(repository, flags.history); err != nil {
		return nil, fail("--history: %v", err)
	}
	if tree.explicit && past.stats.Found == 0 {
		return nil, fail("--history: no commit of the range changes %s (a range is written --history=main..topic)", strings.Join(tree.paths, ", "))
	}
	tree.explicit = false // a path of the past may hold nothing that is told of
	project := past.project(repository)
	set.engine.Judged = past.tells
	set.engine.Skip = append(set.engine.Skip, string(rules.FamilySuppression))
	result := engine.Run(project, set.engine)
	for i := range result.Findings {
		f := &result.Findings[i]
		f.Past = past.at[f.At].told
		f.Message += words(f.Past)
	}
	return &report.Run{Result: result, Project: project, Past: true}, nil
}

// past is what was found in a repository's past.
type past struct {
	objects  *history.Objects
	options  analyzers.Options
	standing map[analyzers.Secret]bool // in the tree
	seen     map[string]bool           // ids of objects
	wave     []history.Change          // whose objects wait to be read
	files    []*source.File            // that hold a leak first
	kept     int                       // bytes of them
	leaks    map[analyzers.Secret]*leak
	inFile   map[string][]*leak // by the id of an object
	at       map[source.Span]*leak
	stats    fact.Stats
	missing  int // objects that the repository lacks
	surplus  int // leaks beyond keptBytes
	notices  []fact.Notice
}

// leak is a credential that the tree has no more.
type leak struct {
	at    source.Span // where it stood first
	paths map[string]bool
	told  *engine.Past
}

// read searches each object of the range once, the oldest first.
func (p *past) read(repository *history.Repository, revisions string) error {
	p.at = map[source.Span]*leak{}
	err := repository.Changes(revisions, nil, func(c history.Change) error {
		if c.New == "" || p.seen[c.New] || !p.options.Covers(c.Path) {
			return nil
		}
		p.seen[c.New] = true
		p.stats.Found++
		p.wave = append(p.wave, c)
		if len(p.wave) < history.AskedAtOnce {
			return nil
		}
		return p.search()
	})
	if err != nil {
		return err
	}
	if err := p.search(); err != nil {
		return err
	}
	return p.date(repository, revisions)
}

// search reads the objects of a wave and looks for credentials.
func (p *past) search() error {
	ids := make([]string, len(p.wave))
	for i, c := range p.wave {
		ids[i] = c.New
	}
	if len(ids) == 0 {
		return nil
	}
	if err := p.objects.Ask(ids...); err != nil {
		return err
	}
	var files []*source.File
	var of []string
	size := 0
	for i, c := range p.wave {
		file, err := p.open(c)
		if err != nil {
			return err
		}
		if file != nil {
			files, of = append(files, file), append(of, c.New)
			size += file.Len()
		}
		if size > waveBytes || i == len(p.wave)-1 {
			p.take(files, of)
			files, of, size = nil, nil, 0
		}
	}
	p.wave = p.wave[:0]
	return nil
}

// open reads the object that was asked for next; nil where it is no text.
func (p *past) open(c history.Change) (file *source.File, err error) {
	err = p.objects.Next(func(content io.Reader, size int64) error {
		raw, kind, broken := analyzers.ReadVersion(content, size)
		switch {
		case broken != nil:
			return broken
		case kind == fact.NoticeOversized:
			p.note(kind, c, "larger than 8 MiB")
		case kind != "":
			p.note(kind, c, "not a text file")
		default:
			file = source.NewRevision(c.Path, c.Commit, raw)
			p.stats.Scanned++
			p.stats.Bytes += int64(len(raw))
		}
		return nil
	})
	if errors.Is(err, history.ErrMissing) {
		p.missing++
		return nil, nil
	}
	return file, err
}

// mostNotices bounds what is told of objects that were not judged.
const mostNotices = 1000

func (p *past) note(kind fact.NoticeType, c history.Change, message string) {
	if len(p.notices) < mostNotices {
		p.notices = append(p.notices, fact.Notice{Type: kind, Path: c.Path, Message: "at commit " + report.ShortID(c.Commit) + ": " + message})
	}
}

// take keeps the files that hold a credential nobody held before.
func (p *past) take(files []*source.File, ids []string) {
	for i, sightings := range analyzers.Search(files) {
		file, first := files[i], false
		for _, s := range sightings {
			if p.standing[s.Secret] {
				continue
			}
			l := p.leaks[s.Secret]
			if l == nil {
				if p.kept+file.Len() > keptBytes {
					p.surplus++
					continue
				}
				l = &leak{at: s.At, paths: map[string]bool{}, told: &engine.Past{Added: engine.Commit{ID: file.Revision()}}}
				p.leaks[s.Secret], p.at[s.At], first = l, l, true
			}
			l.paths[file.Path()] = true
			if !slices.Contains(p.inFile[ids[i]], l) {
				p.inFile[ids[i]] = append(p.inFile[ids[i]], l)
			}
		}
		if first {
			p.files = append(p.files, file)
			p.kept += file.Len()
		}
	}
}

// tells chooses the places where a leak stood first.
func (p *past) tells(at source.Span) bool { return p.at[at] != nil }

// date finds out when leaks began and ended: the last commit that left a path
// without one that it had is the one that took it out.
func (p *past) date(repository *history.Repository, revisions string) error {
	if len(p.leaks) == 0 {
		return nil
	}
	if err := repository.Changes(revisions, p.paths(), p.follow); err != nil {
		return err
	}
	for _, l := range p.leaks {
		l.told.MorePaths = len(l.paths) - 1
		for _, commit := range []*engine.Commit{&l.told.Added, &l.told.TakenOut} {
			if commit.ID == "" {
				continue
			}
			var err error
			if commit.Date, err = p.objects.Date(commit.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// follow notes what a change means for the leaks of its path.
func (p *past) follow(c history.Change) error {
	for _, old := range c.Old {
		for _, l := range p.inFile[old] {
			if !slices.Contains(p.inFile[c.New], l) {
				l.told.TakenOut = engine.Commit{ID: c.Commit}
			}
		}
	}
	for _, l := range p.inFile[c.New] {
		l.paths[c.Path] = true
	}
	return nil
}

// mostPaths bounds the arguments of a command; beyond it, all paths are read.
const mostPaths = 500

func (p *past) paths() []string {
	paths := map[string]bool{}
	for _, l := range p.leaks {
		for path := range l.paths {
			paths[path] = true
		}
	}
	if len(paths) > mostPaths {
		return nil
	}
	return slices.Sorted(maps.Keys(paths))
}

// project is the files that hold leaks, with what was not judged.
func (p *past) project(repository *history.Repository) *fact.Project {
	project := analyzers.Texts(p.files)
	p.stats.Languages = project.Stats.Languages
	project.Stats, project.Notices = p.stats, p.notices
	add := func(kind fact.NoticeType, message string) {
		project.Notices = append(project.Notices, fact.Notice{Type: kind, Path: ".", Message: message})
	}
	if repository.Shallow {
		add(fact.NoticeLimit, "the clone is shallow: what lies before is not here to be read (git fetch --unshallow)")
	}
	if p.missing > 0 {
		add(fact.NoticeUnreadable, fmt.Sprintf("objects that the repository lacks, and that are not fetched: %d", p.missing))
	}
	if p.surplus > 0 {
		add(fact.NoticeLimit, fmt.Sprintf("more than %d MiB of files hold credentials: %d further ones are left out", keptBytes>>20, p.surplus))
	}
	return project
}

// words tell of a finding's past, behind its message.
func words(past *engine.Past) string {
	day := func(c engine.Commit) string {
		if c.Date.IsZero() {
			return report.ShortID(c.ID)
		}
		return report.ShortID(c.ID) + " of " + c.Date.Format("2006-01-02")
	}
	text := "; in git since commit " + day(past.Added)
	if past.TakenOut.ID != "" {
		text += ", taken out by " + day(past.TakenOut)
	}
	if past.MorePaths > 0 {
		text += fmt.Sprintf(", in %d more paths", past.MorePaths)
	}
	return text
}
