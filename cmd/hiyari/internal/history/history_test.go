package history

import (
	"bufio"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Names of objects, shortened: the reader does not care.
const rawChanges = "c1\x00" +
	":000000 100644 00 a1 A\x00new\x00" +
	":100644 100755 a1 a2 M\x00mode\x00" +
	":100644 000000 a2 00 D\x00gone\x00" +
	":100644 120000 a3 a4 T\x00became a link\x00" +
	":000000 160000 00 a5 A\x00submodule\x00" +
	"c2\x00" +
	"::100644 100644 100644 a1 a2 a6 MM\x00merge\nwith a line break\x00" +
	"::000000 100644 000000 00 a2 00 AD\x00dropped by the merge\x00"

func TestParseReadsWhatDiffTreePrints(t *testing.T) {
	var got []Change
	err := parse(bufio.NewReaderSize(strings.NewReader(rawChanges), 16), func(c Change) error {
		got = append(got, c)
		return nil
	})
	want := []Change{
		{"c1", "new", nil, "a1"},
		{"c1", "mode", []string{"a1"}, "a2"},
		{"c1", "gone", []string{"a2"}, ""},
		{"c1", "became a link", []string{"a3"}, ""},
		{"c1", "submodule", nil, ""},
		{"c2", "merge\nwith a line break", []string{"a1", "a2"}, "a6"},
		{"c2", "dropped by the merge", []string{"a2"}, ""},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(rawChanges)
	f.Add(":\x00")
	f.Add(":::1 2 3\x00x")
	f.Fuzz(func(_ *testing.T, raw string) {
		_ = parse(bufio.NewReaderSize(strings.NewReader(raw), 16), func(Change) error { return nil })
	})
}

func TestConfigTakesHowDataIsLaidOutAndNothingElse(t *testing.T) {
	const begin = "[core]\n\trepositoryFormatVersion = 1\n\tbare = true\n[extensions]\n"
	tests := map[string]struct{ theirs, want string }{
		"plain":        {"[core]\n\trepositoryformatversion = 0\n\tfsmonitor = evil\n", begin},
		"sha256":       {"[extensions]\n\tobjectFormat = sha256\n", begin + "\tobjectFormat = sha256\n"},
		"reftable":     {"[extensions]\r\n\trefstorage = reftable\r\n", begin + "\trefStorage = reftable\n"},
		"no-such-hash": {"[extensions]\n\tobjectFormat = sha1\\\nevil\n", begin},
		"two-lines":    {"[extensions]\n\tobjectFormat = sha256 \\\n[core]\n\tfsmonitor = evil\n", begin},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := string(configOf([]byte(test.theirs))); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestDateOfAnAuthor(t *testing.T) {
	tests := map[string]string{
		"A <a@example.com> 1580724000 +0100":           "2020-02-03T10:00:00Z",
		"A B 12 <a b@x> 1580724000 -0800":              "2020-02-03T10:00:00Z",
		"<> 9999999999999999 +0000":                    "0001-01-01T00:00:00Z",
		"A <a@example.com> yesterday +0000":            "0001-01-01T00:00:00Z",
		"":                                             "0001-01-01T00:00:00Z",
		"A <a@example.com> 99999999999999999999 +0000": "0001-01-01T00:00:00Z",
	}
	for author, want := range tests {
		if got := dateOf(author).Format("2006-01-02T15:04:05Z"); got != want {
			t.Errorf("%q: %s, want %s", author, got, want)
		}
	}
}
