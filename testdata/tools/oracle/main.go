// Command oracle asks Terraform what the locals and outputs of a tree are, and
// writes the answers beside them for a test of analyzers/hcl to compare.
//
//	oracle reduce FROM TO    copy a tree without what the console refuses
//	oracle ask TREE          write TREE/…/answers.json
package main

import (
	"flag"
	"fmt"
	"os"
)

const usage = `usage: oracle reduce FROM TO
       oracle [-terraform PROGRAM] ask TREE
`

func main() {
	terraform := flag.String("terraform", "terraform", "the program to ask, of version "+version)
	flag.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	flag.Parse()
	var err error
	switch args := flag.Args(); {
	case len(args) == 3 && args[0] == "reduce":
		err = reduce(args[1], args[2])
	case len(args) == 2 && args[0] == "ask":
		err = askAll(*terraform, args[1])
	default:
		flag.Usage()
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}
