package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// identities emits what speaks for the account's root user: for each key the
// strongest evidence, and where no key is written the words themselves.
func identities(p *fact.Project, emit fact.Emit) {
	i := &identifying{project: p, keys: map[place]*rootKey{}, lines: map[place][]*rootKey{}, seen: map[source.Span]bool{}, emit: emit}
	for c := range fact.All[*fact.Credential](p) {
		at := c.Value.Span()
		if c.Type != typeAccessKey && !isKeyID(knownText(c.Value)) || at.IsZero() {
			continue
		}
		k := &rootKey{credential: c}
		line := place{at.File, at.File.Position(at.Start).Line}
		i.keys[place{at.File, at.Start}], i.lines[line] = k, append(i.lines[line], k)
		i.inOrder = append(i.inOrder, k)
	}
	i.surroundings()
	i.otherRoots()
	i.keyFiles()
	i.downloads()
	i.sections()
	i.comments()
	i.keyNames()
	i.providers()
	i.oldKeys()
	i.copies()
	for _, k := range i.inOrder {
		i.key(k)
	}
	i.words()
}

// identifying collects evidence.
type identifying struct {
	project *fact.Project
	keys    map[place]*rootKey   // by the offset of the value
	lines   map[place][]*rootKey // by the line of the value
	inOrder []*rootKey
	custom  map[*source.File]bool // files that name an endpoint that is not AWS's
	backup  map[*source.File]bool // files whose commands make backups
	others  map[string]bool       // profiles of a root's name that are somebody else's
	seen    map[source.Span]bool
	emit    fact.Emit
}

// place is an offset or a line of a file.
type place struct {
	file   *source.File
	number int
}

// rootKey is an access key with the strongest evidence so far.
type rootKey struct {
	credential *fact.Credential
	grade      fact.Grade
	how        string
	shown      source.Text
}

func (k *rootKey) id() string { return k.credential.Value.Reveal() }

// evidence keeps the strongest; of equal ones the first.
func (k *rootKey) evidence(grade fact.Grade, how string, shown source.Text) {
	if grade > k.grade {
		k.grade, k.how, k.shown = grade, how, shown
	}
}

// keyAt is the key that a text begins with.
func (i *identifying) keyAt(t source.Text) *rootKey {
	at := t.Span()
	return i.keys[place{at.File, at.Start}]
}

// key emits what is known of one key: who it is, or that it is a canary.
func (i *identifying) key(k *rootKey) {
	account, decoded := known.AWSAccount(k.id())
	canary := decoded && known.CanaryAccount(account)
	if k.grade == fact.GradeNone && !canary {
		return
	}
	principal := fact.Root
	if k.grade == fact.GradeNone {
		principal, k.how, k.shown = fact.PrincipalUnknown, "the account belongs to a vendor of canary tokens", k.credential.Value
	}
	if span := k.shown.Span(); !span.IsZero() {
		i.seen[span] = true
	}
	i.emit(&fact.Identity{
		Node:      fact.NewNode(k.credential.At(), k.credential, fact.Always),
		Principal: principal, Grade: k.grade, How: k.how, Shown: k.shown, Credential: k.credential, Account: account, Canary: canary,
	})
}

// say emits words that speak for somebody, once for each place.
func (i *identifying) say(principal fact.Principal, grade fact.Grade, how string, shown source.Text, parent fact.Fact) {
	i.sayOf(fact.Identity{Principal: principal, Grade: grade, How: how, Shown: shown}, parent)
}

func (i *identifying) sayOf(identity fact.Identity, parent fact.Fact) {
	at := identity.Shown.Span()
	if at.IsZero() || i.seen[at] {
		return
	}
	i.seen[at] = true
	identity.Node = fact.NewNode(at, parent, fact.Always)
	i.emit(&identity)
}

// surroundings notes the files in which keys may be another system's, and
// those that make backups.
func (i *identifying) surroundings() {
	i.custom, i.backup = map[*source.File]bool{}, map[*source.File]bool{}
	for l := range fact.All[*fact.Literal](i.project) {
		if isEndpoint(knownText(l.Name), knownText(l.Value)) {
			i.custom[l.At().File] = true
		}
	}
	i.endpoints()
	for c := range fact.All[*fact.Command](i.project) {
		if len(c.Argv) == 0 {
			continue
		}
		for n, arg := range c.Argv {
			option, value, _ := strings.Cut(arg.Reveal(), "=")
			if value == "" && n+1 < len(c.Argv) {
				value = c.Argv[n+1].Reveal()
			}
			if strings.HasPrefix(option, "--") && isEndpoint(option, value) {
				i.custom[c.At().File] = true
			}
		}
		if makesBackups(baseOf(c.Argv[0].Reveal())) {
			i.backup[c.At().File] = true
		}
	}
}

// endpoints notes the files of keys that name another service.
func (i *identifying) endpoints() {
	for held := range credentialTexts(i.project) {
		for line := range held.settings() {
			if isEndpoint(knownText(line.name), knownText(line.value)) {
				i.custom[line.value.Span().File] = true
			}
		}
	}
}

// isEndpoint reports a setting that names another service than AWS's.
func isEndpoint(name, value string) bool {
	name = strings.ToLower(name)
	endpoint := strings.Contains(name, "endpoint") || strings.Contains(name, "host_base") || strings.Contains(name, "s3_url") || strings.Contains(name, "s3_host")
	other := value != "" && !strings.Contains(value, "amazonaws.com") && !strings.HasPrefix(value, "-")
	return endpoint && other || strings.Contains(name, "minio")
}

// keyFiles takes the keys of a file that bears the name of a root key's
// download, whatever its form.
func (i *identifying) keyFiles() {
	for _, k := range i.inOrder {
		if file := k.credential.Value.Span().File; isRootKeyFile(file.Path()) {
			k.evidence(fact.GradeA, "the file is named "+baseOf(file.Path()), k.credential.Value)
		}
	}
	for held := range credentialTexts(i.project) {
		if !isRootKeyFile(held.path) {
			continue
		}
		for line := range held.settings() {
			if k := i.keyAt(line.value); k != nil {
				k.evidence(fact.GradeA, "the file is named "+baseOf(held.path), line.value)
			}
		}
	}
}

// sections takes the keys of a profile named root.
func (i *identifying) sections() {
	for held := range credentialTexts(i.project) {
		for line := range held.settings() {
			profile := strings.TrimPrefix(knownText(line.section), "profile ")
			if k := i.keyAt(line.value); k != nil && isRootName(profile) {
				k.evidence(fact.GradeB, "the profile is named "+profile, line.section)
			}
			if line.name.Equal("source_profile") && i.isRootProfile(line.value) {
				i.profileOf(line.value, held.parent)
			}
		}
	}
}

// otherRoots notes the profiles that bear root's name and act as somebody else:
// through IAM Identity Center, by a role, or by what a program returns.
func (i *identifying) otherRoots() {
	i.others = map[string]bool{}
	for held := range credentialTexts(i.project) {
		for line := range held.settings() {
			name := knownText(line.name)
			if strings.HasPrefix(name, "sso_") || name == "role_arn" || name == "credential_process" {
				i.others[strings.TrimPrefix(knownText(line.section), "profile ")] = true
			}
		}
	}
}

// isRootProfile reports a profile that is the root user's, as far as its name
// and the configuration in the tree tell.
func (i *identifying) isRootProfile(name source.Text) bool {
	profile := knownText(name)
	return isRootName(profile) && !i.others[profile]
}

// profileOf emits the use of root's profile.
func (i *identifying) profileOf(name source.Text, parent fact.Fact) {
	i.say(fact.Root, fact.GradeB, "uses the profile "+name.Reveal(), name, parent)
}

// isRootName reports the names that people give to the root user's profile.
func isRootName(name string) bool {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "-")) {
	case "root", "aws-root", "root-user", "root-account", "rootuser", "rootaccount", "my-root-profile", "root-profile":
		return true
	}
	return false
}

// comments takes keys beside which a comment says whose they are.
func (i *identifying) comments() {
	for c := range fact.All[*fact.Comment](i.project) {
		if !saysRoot(c.Text.Reveal()) {
			continue
		}
		at := c.Text.Span()
		if at.IsZero() {
			continue
		}
		first, last := at.File.Position(at.Start).Line, at.File.Position(at.End).Line
		for _, line := range []int{first, last + 1} {
			for _, k := range i.lines[place{at.File, line}] {
				k.evidence(fact.GradeA, "a comment says so", c.Text.TrimSpace())
			}
		}
	}
}

// saysRoot reports words such as "root account key" and "access key of the root
// user", unless they deny it.
func saysRoot(comment string) bool {
	words := wordsOf(comment)
	root, key, account := false, false, false
	for _, word := range words {
		switch word {
		case "not", "no", "never", "isn", "don", "instead", "non", "without", "avoid", "delete", "deleted", "remove":
			return false
		case "root":
			root = true
		case "key", "keys", "credential", "credentials", "creds":
			key = true
		case "account", "user", "aws", "access", "iam":
			account = true
		}
	}
	return root && key && account
}

// keyNames takes keys held by a variable whose name says root, and keys of the
// oldest form: those were made before there were IAM users.
func (i *identifying) keyNames() {
	for _, k := range i.inOrder {
		file := k.credential.Value.Span().File
		if i.custom[file] {
			continue
		}
		if name := k.credential.Name; namesRootKey(knownText(name)) {
			k.evidence(fact.GradeB, "the variable is named "+knownText(name), name)
		}
		if id := k.id(); isKeyID(id) && !hasKeyPrefix(id) && k.credential.Confidence >= fact.Medium && !k.credential.Example {
			k.evidence(fact.GradeB, "the key is of the form from before there were IAM users", k.credential.Value)
		}
	}
}

// namesRootKey reports AWS_ROOT_ACCESS_KEY, TF_VAR_aws_root_access_key_id and
// the like.
func namesRootKey(name string) bool {
	name = strings.TrimPrefix(strings.ToLower(name), "tf_var_")
	return strings.HasPrefix(name, "aws_root_access_key") || name == "aws_root_key_id"
}

// hasKeyPrefix reports the prefixes of IAM's identifiers, all of which are
// younger than IAM.
func hasKeyPrefix(id string) bool {
	switch id[:4] {
	case "AKIA", "ASIA", "ABIA", "ACCA", "AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "APKA", "ASCA":
		return true
	}
	return false
}

// providers takes the keys of a provider that is named root.
func (i *identifying) providers() {
	for r := range fact.All[*fact.Resource](i.project) {
		if r.Type != "provider.aws" {
			continue
		}
		alias := wordOf(r.Body, "alias")
		if k := i.keyAt(wordOf(r.Body, "access_key")); k != nil && isRootName(knownText(alias)) {
			k.evidence(fact.GradeB, "the provider is named "+knownText(alias), alias)
		}
	}
}
