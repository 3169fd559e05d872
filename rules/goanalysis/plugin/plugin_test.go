package plugin_test

import (
	"testing"

	"github.com/golangci/plugin-module-register/register"

	"github.com/hiyari/hiyari/rules/goanalysis/plugin"
)

func TestThePluginIsRegistered(t *testing.T) {
	make, err := register.GetPlugin("hiyari")
	if err != nil {
		t.Fatal(err)
	}
	p, err := make(map[string]any{"trusted-resolvers": []string{"203.0.113.53"}, "skip": []string{"egress"}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := p.BuildAnalyzers()
	if err != nil || len(all) == 0 {
		t.Fatalf("%d analyzers, error %v", len(all), err)
	}
	if mode := p.GetLoadMode(); mode != register.LoadModeTypesInfo {
		t.Errorf("load mode %q", mode)
	}
}

func TestSettingsThatMeanNothingAreErrors(t *testing.T) {
	for _, raw := range []any{
		map[string]any{"unheard-of": true},
		map[string]any{"trusted-cidrs": []string{"everywhere"}},
		map[string]any{"skip": []string{"no-such-rule"}},
	} {
		if _, err := plugin.New(raw); err == nil {
			t.Errorf("%v is accepted", raw)
		}
	}
}
