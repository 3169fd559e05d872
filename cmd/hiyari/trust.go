package main

import (
	"github.com/hiyari/hiyari/cmd/hiyari/internal/config"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// trustOf adds what a configuration trusts to what everybody does.
func trustOf(file *config.File) (rules.Trust, error) {
	trust, err := engine.DefaultTrust(file.TrustedResolvers, file.TrustedCIDRs)
	if err != nil {
		return nil, fail("read configuration: %v", err)
	}
	return trust, nil
}
