package fact

import (
	"io/fs"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// Language names a front end.
type Language string

// The languages.
const (
	LanguageNone     Language = ""
	LanguageShell    Language = "shell"
	LanguageHCL      Language = "hcl"
	LanguageSchedule Language = "schedule"
	LanguageGo       Language = "go"
	LanguagePlan     Language = "plan" // of Terraform, as JSON

	LanguageYAML       Language = "yaml" // and JSON
	LanguageDockerfile Language = "dockerfile"
	LanguagePackaging  Language = "packaging" // lists of files that go into a package
	LanguageSettings   Language = "settings"  // configuration of resolvers and hosts

	LanguageKickstart Language = "kickstart" // unattended installations of Red Hat's systems

	LanguageScript Language = "script" // Python, Ruby, Perl, JavaScript, PHP
)

// Dialect is a variant of a language.
type Dialect string

// The dialects.
const (
	DialectNone Dialect = ""

	DialectPOSIX Dialect = "posix" // sh, dash, BusyBox ash
	DialectBash  Dialect = "bash"
	DialectMksh  Dialect = "mksh"

	DialectSystemCrontab Dialect = "system-crontab" // with a user column: /etc/crontab, /etc/cron.d
	DialectUserCrontab   Dialect = "user-crontab"   // without: crontab -, /var/spool/cron
	DialectAnacrontab    Dialect = "anacrontab"
	DialectFcrontab      Dialect = "fcrontab"
	DialectLogrotate     Dialect = "logrotate"
	DialectUdevRules     Dialect = "udev-rules"
	DialectAptConf       Dialect = "apt.conf"
	DialectLaunchd       Dialect = "launchd"
	DialectSystemdUnit   Dialect = "systemd-unit"
	DialectSystemdPreset Dialect = "systemd-preset"

	DialectTerraform Dialect = "terraform"

	DialectPython      Dialect = "python"
	DialectRuby        Dialect = "ruby"
	DialectPerl        Dialect = "perl"
	DialectJavaScript  Dialect = "javascript"
	DialectPHP         Dialect = "php"
	DialectCloudConfig Dialect = "cloud-config" // YAML that cloud-init reads, whatever its first line says
	DialectUserData    Dialect = "user-data"    // cloud-init's formats that are no YAML
)

// InterpreterDialect tells which script language a program runs, by its name
// without a version.
func InterpreterDialect(program string) (Dialect, bool) {
	switch strings.TrimRight(program, "0123456789.") {
	case "python", "pypy":
		return DialectPython, true
	case "ruby", "jruby":
		return DialectRuby, true
	case "perl":
		return DialectPerl, true
	case "node", "nodejs", "deno", "bun":
		return DialectJavaScript, true
	case "php", "php-cli":
		return DialectPHP, true
	}
	return DialectNone, false
}

// Scope is the machine that a path belongs to: a resource instance, an image
// stage, or the empty Scope of the tree's top folder.
type Scope string

// TreeScope is the checked tree itself, for what is copied from it onto a
// machine.
const TreeScope Scope = "\x00tree"

// Unit is what a front end lowers: one or more texts of one language.
type Unit struct {
	Texts    []Source
	Language Language
	Dialect  Dialect
	Path     string // logical path: of the file, of the virtual file, or of the folder
	Files    Files
	Env      []Assignment // the environment that it starts with
	Root     *Document    // the parent of what is lowered
}

// Source is one text of a unit with its own logical path.
type Source struct {
	Path     string
	Text     source.Text
	Document *Document // of the text alone, in a unit of several; may be nil
}

// Files gives a front end other files of the tree. It records every read.
type Files interface {
	// Read returns a file of the tree by its slash-separated path.
	Read(path string) (*source.File, error)
	// List returns the entries of a folder of the tree.
	List(dir string) ([]fs.DirEntry, error)
}

// Emit takes a fact. It is called in source order.
type Emit func(Fact)

// Notice is something that was skipped or not understood. It never changes
// the findings of the rest.
type Notice struct {
	Type    NoticeType
	Path    string
	At      source.Span // zero where the whole file is meant
	Message string      // holds no content of the file
}

// NoticeType names a kind of notice.
type NoticeType string

// The kinds of notice.
const (
	NoticeUnparsable NoticeType = "unparsable" // part or all of a text is not valid in its language
	NoticeUnreadable NoticeType = "unreadable"
	NoticeBinary     NoticeType = "binary"
	NoticeOversized  NoticeType = "oversized"
	NoticeDepth      NoticeType = "too-deep"
	NoticeLoop       NoticeType = "loop"
	NoticeEncoding   NoticeType = "encoding"
	NoticeUnresolved NoticeType = "unresolved" // a value or module that is known only at deployment
	NoticeLimit      NoticeType = "limit"
)

// FrontEnd lowers one language.
type FrontEnd struct {
	Language Language
	// Claims tells whether a file is of the language, by its path and first
	// bytes, and in which dialect.
	Claims func(path string, head []byte) (Dialect, bool)
	// Whole is set by languages whose unit is a folder rather than a file.
	Whole bool
	// OnDemand is set by languages of which only what something runs is lowered.
	OnDemand bool
	// Read takes note of a unit before any is lowered, for languages whose units
	// say something of each other. It may be nil, and is called side by side.
	Read func(u *Unit)
	// Lower emits the facts of a unit. It never panics, and reports what it
	// had to leave out. Units are lowered side by side, so it keeps nothing
	// between calls but what Read learned; only those of Go follow each other.
	Lower func(u *Unit, emit Emit, notice func(Notice))
}
