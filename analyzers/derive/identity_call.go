package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// profileArgs tells which argument of a call names a profile of AWS's shared
// configuration; of session.Options it is the field Profile.
var profileArgs = map[string]int{
	"github.com/aws/aws-sdk-go/aws/credentials.NewSharedCredentials": 1,
	"github.com/aws/aws-sdk-go/aws/session.NewSessionWithOptions":    0,
	"github.com/aws/aws-sdk-go-v2/config.WithSharedConfigProfile":    0,
	"github.com/aws/aws-sdk-go-v2/config.LoadSharedConfigProfile":    1,
}

// call judges what a program's own calls say of who acts.
func (i *identifying) call(c *fact.Call) {
	name := functionName(c)
	if name == "os.Setenv" {
		i.variable(textArg(c, 0), textArg(c, 1), c)
		return
	}
	n, takes := profileArgs[name]
	if !takes {
		return
	}
	profile := textArg(c, n)
	if strings.HasSuffix(name, "WithOptions") {
		profile = wordOf(c.Arg(n), "Profile")
	}
	if i.isRootProfile(profile) {
		i.profileOf(profile, c)
	}
}
