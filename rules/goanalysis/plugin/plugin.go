// Package plugin registers hiyari's rules with golangci-lint's module plugin
// system, under the name hiyari.
package plugin

import (
	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/hiyari/hiyari/rules/engine"
	"github.com/hiyari/hiyari/rules/goanalysis"
)

func init() { //nolint:gochecknoinits // golangci-lint knows a plugin by what its import registers
	register.Plugin("hiyari", New)
}

// settings are what .golangci.yml may hold under the linter's settings. They
// mean what they mean in .hiyari.hcl and on the command line.
type settings struct {
	TrustedResolvers []string `json:"trusted-resolvers"`
	TrustedCIDRs     []string `json:"trusted-cidrs"`
	Skip             []string `json:"skip"`
	Audit            bool     `json:"audit"`
}

type plugin struct{ options engine.Options }

// New makes the plugin of its settings. A name or address that means nothing
// is an error.
func New(raw any) (register.LinterPlugin, error) {
	set, err := register.DecodeSettings[settings](raw)
	if err != nil {
		return nil, err
	}
	trust, err := engine.DefaultTrust(set.TrustedResolvers, set.TrustedCIDRs)
	if err != nil {
		return nil, err
	}
	if _, err := engine.Select(set.Skip); err != nil {
		return nil, err
	}
	return plugin{engine.Options{Trust: trust, Skip: set.Skip, Audit: set.Audit}}, nil
}

// BuildAnalyzers returns the rules' analyzers.
func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return goanalysis.With(p.options), nil
}

// GetLoadMode tells that the analyzers need types.
func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
