package derive

import (
	"regexp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// words emits what speaks for a principal where no key is written.
func (i *identifying) words() {
	for c := range fact.All[*fact.Command](i.project) {
		i.command(c)
	}
	for l := range fact.All[*fact.Literal](i.project) {
		i.literal(l)
	}
	for c := range fact.All[*fact.Call](i.project) {
		i.call(c)
	}
	i.resources()
	i.certificates()
}

func (i *identifying) command(c *fact.Command) {
	for _, a := range c.Env {
		i.variable(a.Name, a.Value, c)
	}
	if len(c.Argv) == 0 || isPrinter(c.Argv[0]) {
		return
	}
	program := baseOf(c.Argv[0].Reveal())
	for n, arg := range c.Argv[1:] {
		i.device(arg, c)
		if (reads(program) || makesBackups(program)) && isRootKeyFile(strings.TrimPrefix(arg.Reveal(), "file://")) {
			i.say(fact.Root, fact.GradeA, "reads "+baseOf(arg.Reveal()), arg, c)
		}
		option, value, attached := arg.Cut("=")
		if !attached && n+2 < len(c.Argv) {
			value = c.Argv[n+2]
		}
		if option.Equal("--profile") && takesProfile(program) && i.isRootProfile(value) {
			i.profileOf(value, c)
		}
	}
	if program == "aws" {
		i.aws(c, awsCallOf(c.Argv[1:]))
	}
}

// reads reports programs that use what stands in a file.
func reads(program string) bool {
	switch program {
	case "awk", "gawk", "mawk", "cat", "grep", "egrep", "sed", "cut", "head", "tail", "tr", "source", ".", "aws", "python", "python3", "csvcut", "perl":
		return true
	}
	return false
}

// takesProfile reports programs whose profiles are AWS's.
func takesProfile(program string) bool {
	switch program {
	case "aws", "eb", "sam", "cdk", "ecs-cli", "s4cmd", "awslogs", "copilot", "eksctl", "chamber", "boto-rsync", "sls", "serverless":
		return true
	}
	return false
}

func (i *identifying) aws(c *fact.Command, call awsCall) {
	switch {
	case call.service == "sts" && call.operation == "assume-root":
		i.say(fact.RootSession, fact.GradeNone, "a session of central root access", call.name, c)
	case call.service == "iam" && call.operation == "create-access-key" && call.value("user-name").Equal("root"):
		i.say(fact.UserNamedRoot, fact.GradeNone, "an IAM user named root", call.value("user-name"), c)
	}
}

// rootDevice is the serial number of the root user's virtual MFA device. An
// account's own name, ending in :root, is not it.
var rootDevice = regexp.MustCompile(`arn:aws[a-z-]*:iam::([0-9]{12}):mfa/root-account-mfa-device`)

// device finds the serial number of root's MFA device, which only root passes.
func (i *identifying) device(t source.Text, parent fact.Fact) {
	match := rootDevice.FindStringSubmatchIndex(t.Reveal())
	if match == nil {
		return
	}
	i.sayOf(fact.Identity{
		Principal: fact.Root, Grade: fact.GradeA, How: "passes the MFA device of root",
		Shown: t.Slice(match[0], match[1]), Account: t.Reveal()[match[2]:match[3]],
	}, parent)
}

func (i *identifying) literal(l *fact.Literal) {
	i.device(l.Value, l)
	i.variable(l.Name, l.Value, l)
}

// variable judges a variable by its name and value.
func (i *identifying) variable(name, value source.Text, parent fact.Fact) {
	file := name.Span().File
	switch key := knownText(name); {
	case key == "AWS_PROFILE" || key == "AWS_DEFAULT_PROFILE" || key == "aws-profile": // the latter of actions
		if i.isRootProfile(value) {
			i.profileOf(value, parent)
		}
	case key == "AWS_CREDENTIAL_FILE" && isRootKeyFile(value.Reveal()):
		i.say(fact.Root, fact.GradeA, "reads "+baseOf(value.Reveal()), value, parent)
	case namesRootKey(key) && value.Len() > 0 && !i.custom[file] && i.keyAt(value) == nil:
		i.say(fact.Root, fact.GradeB, "the variable is named "+key, name, parent)
	}
}

// resources reads providers that use root's profile, and keys that are made
// for an IAM user named root.
func (i *identifying) resources() {
	users := map[networkKey]source.Text{}
	for r := range fact.All[*fact.Resource](i.project) {
		if r.Type == "aws_iam_user" {
			users[networkKey{evaluationOf(r), fact.WithoutIndexes(r.Address)}] = wordOf(r.Body, "name")
		}
	}
	for r := range fact.All[*fact.Resource](i.project) {
		switch r.Type {
		case "provider.aws", "backend.s3":
			i.profile(r, "profile")
		case "data.terraform_remote_state":
			i.profile(r, "config.profile")
		case "aws_iam_access_key":
			user := wordOf(r.Body, "user")
			if address, ok := referenceOf(r.Body.Get("user")); ok {
				user = users[networkKey{evaluationOf(r), fact.WithoutIndexes(absolute(address))}]
			}
			if user.Equal("root") {
				i.say(fact.UserNamedRoot, fact.GradeNone, "an IAM user named root", user, r)
			}
		}
	}
}

// profile takes an attribute that names a profile.
func (i *identifying) profile(r *fact.Resource, path string) {
	for _, v := range at(r.Body, path) {
		if i.isRootProfile(v.Text) {
			i.profileOf(v.Text, r)
		}
	}
}

// The X.509 pair of the first tools. AWS made it for the account; an IAM user
// uploads a certificate of another name. pk-APKA is CloudFront's.
var (
	accountKey  = regexp.MustCompile(`(^|[/=])pk-([A-Z0-9]{32}|\*)\.pem$`)
	accountCert = regexp.MustCompile(`(^|[/=])cert-([A-Z0-9]{32}|\*)\.pem$`)
)

// certificates finds pairs of key and certificate that one file uses.
func (i *identifying) certificates() {
	type pair struct {
		key    source.Text
		parent fact.Fact
	}
	keys, certs := map[*source.File]pair{}, map[*source.File]bool{}
	look := func(t source.Text, parent fact.Fact) {
		value, file := t.Reveal(), t.Span().File
		if !strings.HasSuffix(value, ".pem") {
			return // as both expressions want
		}
		if _, found := keys[file]; !found && accountKey.MatchString(value) {
			keys[file] = pair{t, parent}
		}
		certs[file] = certs[file] || accountCert.MatchString(value)
	}
	var files []*source.File
	for _, f := range i.project.Facts() {
		switch f := f.(type) {
		case *fact.Literal:
			look(f.Value, f)
		case *fact.Command:
			for _, arg := range f.Argv {
				look(arg, f)
			}
		default: // names no file
			continue
		}
		files = append(files, f.At().File)
	}
	for _, file := range files {
		if p, found := keys[file]; found && certs[file] {
			i.say(fact.Root, fact.GradeB, "uses the account's own certificate and key", p.key, p.parent)
			delete(keys, file)
		}
	}
}
