package known_test

//go:generate go test -run ^TestVerifyKnowsTheSame$ . -update

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the copy anew")

// TestVerifyKnowsTheSame holds the copy of aws.go that hiyari-verify has
// against the file: a module of its own, it imports nothing of this one.
func TestVerifyKnowsTheSame(t *testing.T) {
	const (
		copied = "../../../cmd/hiyari-verify/internal/known/aws.go"
		header = "// Code generated from analyzers/fact/known/aws.go by go generate there. DO NOT EDIT.\n\n"
	)
	ours, err := os.ReadFile("aws.go")
	if err != nil {
		t.Fatal(err)
	}
	want := append([]byte(header), ours...)
	if *update {
		if err = os.WriteFile(copied, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(copied)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Skip("the other module is not here") // as where this one was downloaded
	case err != nil:
		t.Fatal(err)
	case !bytes.Equal(got, want):
		t.Error("hiyari-verify has another aws.go; run go generate here")
	}
}
