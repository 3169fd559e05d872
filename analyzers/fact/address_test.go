package fact_test

import (
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
)

func TestAddressesWithoutIndexes(t *testing.T) {
	for address, want := range map[string]string{
		"aws_vpc.x":                      "aws_vpc.x",
		"aws_vpc.x[0]":                   "aws_vpc.x",
		`module.net["a.b"].aws_vpc.x[0]`: "module.net.aws_vpc.x",
		`aws_vpc.x["a]b"].id`:            "aws_vpc.x.id",
		"aws_vpc.x[each.value[0]].id":    "aws_vpc.x.id",
		"aws_vpc.größe[0]":               "aws_vpc.größe",
	} {
		if got := fact.WithoutIndexes(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
