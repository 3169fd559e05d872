package shell_test

import "testing"

func TestLinesThatALoopReads(t *testing.T) {
	runTable(t, []scriptTest{
		{"here-document", "while read s; do dig @$s; done <<E\n8.8.8.8\n1.1.1.1\nE\n", "run [read|s]\nrun [dig|@8.8.8.8]\nrun [dig|@1.1.1.1]"},
		{"piped", "printf '%s\\n' a 'b c' | while read -r x y; do dig $x \"$y\"; done\n", "run [printf|%s\\n|a|b c]\nrun [read|-r|x|y]\nrun [dig|a|]\nrun [dig|b|c]"},
		{"separated", "while IFS=, read x y; do dig $x $y; done <<E\na,b,c\nE\n", "run [read|x|y]\nlet IFS=,\nrun [dig|a|b,c]"},
		{"unknown-input", "while read s; do dig $s; done < f\n", "run [read|s]\nrun [dig|‹$s›]"},
		{"behind-the-loop", "while read s; do :; done <<E\na\nE\ndig $s\n", "run [read|s]\nrun [:]\nrun [dig|‹$s›]"},
		{"of-part-of-a-line", "while read -n1 s; do dig $s; done <<E\na\nE\n", "run [read|-n1|s]\nrun [dig|‹$s›]"},
	})
}

func TestPartsOfValues(t *testing.T) {
	runTable(t, []scriptTest{
		{"cut", "a=x.y.z; dig ${a%.*} ${a%%.*} ${a#*.} ${a##*.} ${a%z} ${a#x.} ${a%q}\n", "let a=x.y.z\nrun [dig|x.y|x|y.z|z|x.y.|y.z|x.y.z]"},
		{"cut-by-a-pattern", "a=x; dig ${a%[x]} ${b%x}\n", "let a=x\nrun [dig|‹${a%[x]}›|‹${b%x}›]"},
		{"element", "a=(x y); dig ${a[1]} ${a[2]} ${a[$i]}\n", "let a=x\nlet a=y\nrun [dig|y|‹${a[2]}›|‹${a[$i]}›]"},
		{"default-that-is-kept", ": ${a:=x}; dig $a\n", "run [:|x]\nrun [dig|x]"},
	})
}
