package shell_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/shell"
	"github.com/hiyari/hiyari/analyzers/source"
)

// disk serves files by their paths.
type disk map[string]*source.File

func (d disk) Read(name string) (*source.File, error) {
	if f := d[name]; f != nil {
		return f, nil
	}
	return nil, fs.ErrNotExist
}

func (d disk) List(string) ([]fs.DirEntry, error) { return nil, fs.ErrNotExist }

// digs lists what a script beside other files asks, as it is run.
func digs(path, script string, others map[string]string) []string {
	files := disk{}
	for name, content := range others {
		files[name] = source.NewFile(name, []byte(content))
	}
	file := source.NewFile(path, []byte(script))
	root := &fact.Document{Node: fact.NewNode(source.Span{File: file, End: file.Len()}, nil, fact.Always), Path: path}
	unit := &fact.Unit{
		Texts: []fact.Source{{Path: path, Text: file.Text()}}, Language: fact.LanguageShell, Dialect: fact.DialectBash, Path: path,
		Files: files, Root: root,
	}
	var asked []string
	shell.Lower(unit, func(f fact.Fact) {
		if c, ok := f.(*fact.Command); ok && c.Argv[0].Equal("dig") {
			words := make([]string, len(c.Argv)-1)
			for i, word := range c.Argv[1:] {
				words[i] = show(word)
				if span := word.Span(); span.File != file {
					words[i] += " of " + span.File.Path()
				}
			}
			asked = append(asked, strings.Join(words, " "))
		}
	}, func(fact.Notice) {})
	return asked
}

func TestSettingsOfAFileThatIsSourced(t *testing.T) {
	for _, test := range []struct {
		name, path, script string
		files              map[string]string
		want               []string
	}{
		{"beside", "bin/run.sh", ". ./conf; dig $S", map[string]string{"bin/conf": "S=a"}, []string{"a of bin/conf"}},
		{"below-the-same-root", "img/opt/run.sh", "source /etc/conf; dig $S", map[string]string{"img/etc/conf": "export S='a'"}, []string{"a of img/etc/conf"}},
		{"own-folder", "bin/run.sh", "D=$(cd \"$(dirname \"$0\")\" && pwd)\n. \"$D/conf\"\ndig $S", map[string]string{"bin/conf": "S=a"}, []string{"a of bin/conf"}},
		{"own-folder-of-bash", "bin/run.sh", ". \"${BASH_SOURCE%/*}/conf\"; dig $S", map[string]string{"bin/conf": "S=a"}, []string{"a of bin/conf"}},
		{"other-folder", "bin/run.sh", ". \"$SOMEWHERE/conf\"; dig $S", map[string]string{"bin/conf": "S=a"}, []string{"‹$S›"}},
		{"absent", "run.sh", ". ./conf; dig $S", nil, []string{"‹$S›"}},
		{"run-and-not-sourced", "run.sh", "./conf; dig $S", map[string]string{"conf": "S=a"}, []string{"‹$S›"}},
		{"in-a-subshell", "run.sh", "(. ./conf); dig $S", map[string]string{"conf": "S=a"}, []string{"‹$S›"}},
		{"set-again", "run.sh", ". ./conf; S=b; dig $S", map[string]string{"conf": "S=a"}, []string{"b"}},
		{"by-a-setting-before", "run.sh", "H=x; . ./conf; dig $S", map[string]string{"conf": "S=$H.example"}, []string{"x.example"}},
		{"under-a-condition", "run.sh", "S=b; . ./conf; dig $S", map[string]string{"conf": "if x; then S=a; fi"}, []string{"‹a› of conf"}},
		{"each-by-the-other", "run.sh", ". ./a; dig $S", map[string]string{"a": ". ./b; S=1$T", "b": ". ./a; T=2"}, []string{"12 of a"}},
		{"written-before", "run.sh", "echo S=a > /tmp/conf; echo T=b >> /tmp/conf; . /tmp/conf; dig $S $T", nil, []string{"a b"}},
		{"runs-nothing-twice", "run.sh", ". ./conf", map[string]string{"conf": "dig a"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, digs(test.path, test.script, test.files)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
