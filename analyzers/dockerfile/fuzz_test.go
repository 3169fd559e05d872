package dockerfile_test

import (
	"testing"
	"time"

	"github.com/hiyari/hiyari/analyzers/fact/facttest"
)

func FuzzLower(f *testing.F) {
	for _, seed := range []string{
		"# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN dir `\n  c:\\\n",
		"ARG A=b\nFROM ${A:-x} AS s\nENV A=\"$A c\" B='$A' C d\\ e\nENV F ${A:+g} $\nFROM s\nCOPY --from=0 [\"a b\", \"/c\\u0020\\\"\"]\n",
		"FROM a\nRUN a && \\\n# b\n\n  c \\ \n d\\\\\nRUN <<E <<-'F'\na\n\tE;\nE\n\tb\n\tF\nRUN cat <<E | sh\nx\nE\n",
		"FROM a\nCOPY <<a <<\"b\" /c/\n$x ${y:-${z}}\\$\na\nb\nADD http://e/ ./f\nONBUILD RUN <<g\nh\ng\nOnbuild ONBUILD FROM x\n",
		"FROM a\nHEALTHCHECK --interval=5s --timeout=3s CMD [\"dig\"]\nSHELL [\"bash\",\"-c\"]\nENTRYPOINT [\"a\"]\nCMD [\"b\"]\nWORKDIR a/./b\nRUN --mount=type=bind,src=x,dst=y --network=none z\n",
		"\xef\xbb\xbfFROM caf\xe9\r\nRUN a \\\r\n b\r\n\\\nENV =\nARG\nCOPY\ncopy a\nRUN <<E\n", "${${${${", "\xff\xfeF\x00R\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		begun := time.Now()
		facts, notices := lower(text)
		if took := time.Since(begun); took > time.Second {
			t.Errorf("took %v", took)
		}
		facttest.CheckLaws(t, facts)
		for _, n := range notices {
			facttest.CheckSpan(t, n.At)
		}
	})
}
