package dockerfile

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// lowering is the work on one Dockerfile.
type lowering struct {
	path      string
	root      *fact.Document
	reader    *reader
	emit      fact.Emit
	notice    func(fact.Notice)
	global    map[string]source.Text // what ARG sets before the first stage
	stages    []*stage
	named     map[string]*stage
	stage     *stage // the one at hand; nil before the first
	certainty fact.Certainty
	unknown   int // instructions that are none
}

// stage is an image that a FROM begins.
type stage struct {
	name       string
	resource   *fact.Resource
	vars       map[string]source.Text // ENV and ARG so far
	environ    []fact.Assignment      // the same, in order, for shells
	dir        source.Text            // WORKDIR
	shell      shell
	entrypoint program
	command    program
}

// shell is what runs the shell form of instructions.
type shell struct {
	dialect fact.Dialect
	other   bool // a program whose language is not read, such as PowerShell
}

// maxUnknown bounds the notices of one text that is no Dockerfile at all.
const maxUnknown = 10

// Lower emits the facts of a Dockerfile.
func Lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	for _, src := range u.Texts {
		l := &lowering{path: src.Path, root: u.Root, emit: emit, notice: notice, global: map[string]source.Text{}, named: map[string]*stage{}}
		l.lower(src.Text)
	}
}

func (l *lowering) lower(text source.Text) {
	r := &reader{
		text: text, raw: text.Reveal(), escape: '\\',
		comment: func(t source.Text) {
			l.emit(&fact.Comment{Node: fact.NewNode(t.Span(), l.root, fact.Always), Text: t.TrimPrefix("#")})
		},
		notice: func(kind fact.NoticeType, offset int, message string) {
			l.notice(fact.Notice{Type: kind, Path: l.path, At: text.Slice(offset, offset+1).Span(), Message: message})
		},
	}
	r.begin()
	l.reader = r
	for {
		in, ok := r.next()
		if !ok {
			break
		}
		l.instruction(in)
	}
	l.start()
}

func (l *lowering) instruction(in instruction) {
	if l.stage == nil && in.name != "FROM" && in.name != "ARG" {
		l.begin(in, source.Text{}, nil, "") // part of a Dockerfile
	}
	switch in.name {
	case "FROM":
		l.from(in)
	case "ARG":
		l.arg(in)
	case "ENV":
		l.env(in)
	case "SHELL":
		l.setShell(in)
	case "WORKDIR":
		l.stage.dir = l.inside(l.expand(in.args))
	case "COPY", "ADD":
		l.copy(in)
	case "RUN":
		l.run(in)
	case "ENTRYPOINT":
		l.enter(in)
	case "CMD":
		l.stage.command = l.program(in, in.args)
	case "HEALTHCHECK":
		l.health(in)
	case "ONBUILD":
		l.onBuild(in)
	case "EXPOSE", "LABEL", "MAINTAINER", "STOPSIGNAL", "USER", "VOLUME":
	default:
		l.stray(in)
	}
}

// stray notes a line that is no instruction.
func (l *lowering) stray(in instruction) {
	if l.unknown++; l.unknown <= maxUnknown {
		l.notice(fact.Notice{Type: fact.NoticeUnparsable, Path: l.path, At: in.line.Span(), Message: "no instruction of a Dockerfile"})
	}
}

// from begins a stage: `FROM [--platform=…] IMAGE [AS NAME]`.
func (l *lowering) from(in instruction) {
	l.start()
	vars := expansion{vars: l.global, escape: l.reader.escape}
	list := words(in.args, l.reader.escape)
	if len(list) == 0 {
		return
	}
	image, name := vars.word(list[0]), ""
	if len(list) > 2 && strings.EqualFold(list[1].Reveal(), "AS") {
		name = strings.ToLower(list[2].Reveal())
	}
	l.begin(in, image, l.find(image), name)
}

// find returns the earlier stage of a name or a number.
func (l *lowering) find(name source.Text) *stage {
	if !name.Known() {
		return nil
	}
	value := strings.ToLower(name.Reveal())
	if s := l.named[value]; s != nil {
		return s
	}
	if i, err := strconv.Atoi(value); err == nil && i >= 0 && i < len(l.stages) {
		return l.stages[i]
	}
	return nil
}

// begin makes a stage, which has the files and settings of the one that it
// begins with.
func (l *lowering) begin(in instruction, image source.Text, base *stage, name string) {
	s := &stage{name: name, vars: map[string]source.Text{}, shell: shell{other: l.reader.escape == '`' || isWindows(image.Reveal())}}
	shown := name
	if shown == "" {
		shown = strconv.Itoa(len(l.stages))
	}
	at := in.line.Span()
	s.resource = &fact.Resource{
		Node: fact.NewNode(at, l.root, fact.Always), Type: "image-stage", Name: shown, Address: "stage " + shown,
		Scope: fact.Scope(string(l.root.Scope) + l.path + " stage " + strconv.Itoa(len(l.stages))),
		Body:  &fact.Value{At: at, Form: fact.Object},
	}
	if image.Len() > 0 {
		s.resource.Body.Entries = []fact.Entry{{Name: source.Literal("from"), Value: &fact.Value{At: image.Span(), Form: fact.Scalar, Text: image}}}
	}
	if base != nil {
		s.resource.Base = base.resource.Scope
		s.vars, s.environ = maps.Clone(base.vars), slices.Clip(base.environ)
		s.dir, s.shell, s.entrypoint, s.command = base.dir, base.shell, base.entrypoint, base.command
	}
	l.stage, l.stages = s, append(l.stages, s)
	if name != "" {
		l.named[name] = s
	}
	l.emit(s.resource)
}

// isWindows reports an image whose shell is cmd.exe, by the names that Microsoft
// gives its own. The escape directive is for such images too.
func isWindows(image string) bool {
	for _, part := range []string{"nanoserver", "windowsservercore", "microsoft.com/windows"} {
		if strings.Contains(image, part) {
			return true
		}
	}
	return false
}

// start emits what the container of the stage at hand starts with.
func (l *lowering) start() {
	if l.stage != nil {
		l.startContainer()
	}
}

func (l *lowering) node(at source.Span) fact.Node {
	return fact.NewNode(at, l.stage.resource, l.certainty)
}

// expand is a word with the values of the stage's variables.
func (l *lowering) expand(t source.Text) source.Text {
	return bounded(expansion{vars: l.stage.vars, escape: l.reader.escape}.word(bounded(t)))
}

// inside is a path seen from the working directory.
func (l *lowering) inside(name source.Text) source.Text {
	value := name.Reveal()
	if path.IsAbs(value) || strings.HasPrefix(value, string(source.Hole)) {
		return name
	}
	dir := l.stage.dir
	if dir.Len() == 0 {
		dir = source.Literal("/")
	}
	if !dir.HasSuffix("/") {
		dir = source.Concat(dir, source.Literal("/"))
	}
	for strings.HasPrefix(value, "./") {
		value, name = value[2:], name.Slice(2, len(value))
	}
	if value == "." {
		return dir
	}
	return source.Concat(dir.Moved(), name)
}

// arg takes `ARG NAME[=DEFAULT] …`. What stands there holds unless the builder
// is told otherwise; without a default it is unknown. Before the first stage
// it is for FROM, and a stage that names it again takes it over.
func (l *lowering) arg(in instruction) {
	vars := l.global
	if l.stage != nil {
		vars = l.stage.vars
	}
	for _, word := range words(in.args, l.reader.escape) {
		name, value, found := word.Cut("=")
		key := name.Reveal()
		if key == "" {
			continue
		}
		switch outer, set := l.global[key]; {
		case found:
			value = bounded(expansion{vars: vars, escape: l.reader.escape}.word(bounded(value)))
		case set && l.stage != nil:
			value = outer
		default:
			value = source.HoleAt(name.Span())
		}
		if l.stage == nil {
			l.literal(l.root, name, value, found)
			vars[key] = value
			continue
		}
		l.literal(l.stage.resource, name, value, found)
		l.stage.set(name, value)
	}
}

// env takes `ENV NAME=VALUE …`, and `ENV NAME VALUE` of old.
func (l *lowering) env(in instruction) {
	list := words(in.args, l.reader.escape)
	if len(list) == 0 {
		return
	}
	if !strings.Contains(list[0].Reveal(), "=") {
		name, value := firstWord(in.args)
		l.setEnv(name, l.expand(value))
		return
	}
	before := expansion{vars: maps.Clone(l.stage.vars), escape: l.reader.escape} // what one line sets holds for the next
	for _, word := range list {
		if name, value, found := word.Cut("="); found {
			l.setEnv(name, bounded(before.word(bounded(value))))
		}
	}
}

func (l *lowering) setEnv(name, value source.Text) {
	if name.Len() == 0 {
		return
	}
	l.literal(l.stage.resource, name, value, true)
	l.stage.set(name, value)
}

func (s *stage) set(name, value source.Text) {
	key := name.Reveal()
	if _, set := s.vars[key]; !set && len(s.vars) >= maxSettings {
		return
	}
	s.vars[key] = value
	s.environ = slices.DeleteFunc(slices.Clone(s.environ), func(a fact.Assignment) bool { return a.Name.Reveal() == key })
	s.environ = append(s.environ, fact.Assignment{Name: name, Value: value})
}

func (l *lowering) literal(parent fact.Fact, name, value source.Text, said bool) {
	if !said || value.Len() == 0 {
		return
	}
	at := name.Span()
	if v := value.Span(); v.File == at.File && v.Start >= at.End {
		at.End = v.End
	}
	l.emit(&fact.Literal{Node: fact.NewNode(at, parent, l.certainty), Name: name, Value: value})
}

// onBuild takes an instruction that runs once another image begins with this one.
func (l *lowering) onBuild(in instruction) {
	inner := l.reader.cut(in.args)
	if inner.name == "" || inner.name == "ONBUILD" || inner.name == "FROM" {
		return
	}
	inner.heredocs, inner.tail = in.heredocs, in.tail
	l.certainty = fact.Maybe
	l.instruction(inner)
	l.certainty = fact.Always
}
