// Fit learns what evidence weighs: it writes analyzers/evidence/weights.txt.
//
//	hiyari facts --candidates DIR > candidates.jsonl
//	go run . -cases DIR/cases.jsonl -root DIR/ -candidates candidates.jsonl -o ../../../analyzers/evidence/weights.txt
//
// A case names a stretch of a file and says whether a secret stands there:
//
//	{"source": "…", "family": "A", "file": "…", "line": 3, "end": 3, "expect": "flag", "tags": []}
//
// Line 0 is a whole file; of its candidates the likeliest is taken for the
// secret. The labeled code itself stays outside of this repository.
//
// The model is logistic regression over the signs, with a penalty on large
// weights. Pairs of signs were tried: they fitted better and told less of
// repositories that the model had not seen. It starts from zero, so the same data
// give the same weights. What is printed tells how good it is on such repositories.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	cases := flag.String("cases", "", "labeled cases, as lines of JSON, separated by commas where there are several files")
	candidates := flag.String("candidates", "", "what `hiyari facts --candidates` printed")
	root := flag.String("root", "", "what stands before a case's file in the candidates' paths")
	penalty := flag.Float64("penalty", 1, "on the square of a weight")
	out := flag.String("o", "", "the file to write")
	made := flag.String("generate", "", "write files of made secrets, and their cases.jsonl, into this folder, and nothing else")
	flag.Parse()
	if *made != "" {
		if err := generate(*made); err != nil {
			log.Fatal(err)
		}
		return
	}
	examples, err := readExamples(*cases, *candidates, *root)
	if err != nil {
		log.Fatal(err)
	}
	model := learn(examples, *penalty)
	report("all, as fitted", examples, func(e *example) float64 { return model.probability(e) })
	leftOut := leaveOut(examples, *penalty)
	report("each repository by a model that did not see it", examples, func(e *example) float64 { return leftOut[e] })
	bySource(examples, leftOut)
	calibration(examples, leftOut)
	if *out == "" {
		return
	}
	if err := os.WriteFile(*out, model.text(len(examples)), 0o600); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d weights\n", *out, len(model))
}
