// Command hiyari-vet checks Go packages under go vet:
//
//	go vet -vettool=$(which hiyari-vet) ./...
package main

import (
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/hiyari/hiyari/rules/goanalysis"
)

func main() { unitchecker.Main(goanalysis.Analyzers()...) }
