package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// The years before IAM (2010) and after: one key for the account, in the files
// of a dozen tools and in every backup script.

// makesBackups reports programs of those years that copy to S3 or EBS.
func makesBackups(program string) bool {
	switch program {
	case "s3cmd", "s3sync", "s3sync.rb", "s3put", "s3fs", "duplicity", "ec2-create-snapshot", "ec2-automate-backup", "ec2-automate-backup.sh",
		"ec2-consistent-snapshot", "ec2-bundle-vol", "ec2-upload-bundle", "mysqldump", "pg_dump", "pg_dumpall", "tarsnap", "boto-rsync":
		return true
	}
	return false
}

// isOldToolsFile reports where those tools keep their key: timkay's aws,
// s3cmd, boto, fog, s3fs, Route 53's dnscurl, ec2-automate-backup.
func isOldToolsFile(name string) bool {
	switch name {
	case ".awssecret", ".s3cfg", ".boto", "boto.cfg", ".fog", ".passwd-s3fs", "passwd-s3fs", ".aws-secrets", "cron_primer":
		return true
	}
	return false
}

// oldKeys takes keys of the generation from before about 2019 in what makes
// backups and in the files of old tools: many of those were given the root
// user's key.
func (i *identifying) oldKeys() {
	for _, k := range i.inOrder {
		file := k.credential.Value.Span().File
		if !isOfOldGeneration(k.id()) || k.credential.Example || i.custom[file] {
			continue
		}
		path := strings.ToLower(file.Path())
		switch {
		case isOldToolsFile(baseOf(path)):
			k.evidence(fact.GradeC, "an old key in "+baseOf(path), k.credential.Value)
		case i.backup[file] || strings.Contains(path, "backup") || strings.Contains(path, "snapshot"):
			k.evidence(fact.GradeC, "an old key in a backup script", k.credential.Value)
		}
	}
	for w := range fact.All[*fact.FileWrite](i.project) {
		name := baseOf(w.Path.Reveal())
		if !isOldToolsFile(name) {
			continue
		}
		for _, k := range i.inOrder {
			if isOfOldGeneration(k.id()) && !k.credential.Example && isWithin(w.Content, k.credential.Value) {
				k.evidence(fact.GradeC, "an old key in "+name, k.credential.Value)
			}
		}
	}
}

// isWithin reports that a text has the place of a part of it.
func isWithin(t, part source.Text) bool {
	at := part.Span()
	for _, p := range t.Parts() {
		if p.Span.File != nil && p.Span.Contains(at) {
			return true
		}
	}
	return false
}

// isOfOldGeneration reports the ID of a key from before IDs held the account.
func isOfOldGeneration(id string) bool {
	return len(id) == 20 && strings.HasPrefix(id, "AKIA") && id[4] >= 'A' && id[4] <= 'P'
}

// downloads takes keys of a file that holds what the console lets the root user
// download, and nothing else, under another name. It gives IAM users' keys in
// the same form, but for the name.
func (i *identifying) downloads() {
	byFile := map[*source.File][]*rootKey{}
	for _, k := range i.inOrder {
		file := k.credential.Value.Span().File
		byFile[file] = append(byFile[file], k)
	}
	for file, keys := range byFile {
		if len(keys) == 1 && isDownload(file.Path(), file.Text()) && !keys[0].credential.Example {
			keys[0].evidence(fact.GradeC, "the file has the form of a root key's download, under another name", keys[0].credential.Value)
		}
	}
}

// isDownload reports the two lines of the old form, or the head and row of the
// new one.
func isDownload(path string, content source.Text) bool {
	const longest = 256
	if content.Len() > longest || strings.HasSuffix(strings.ToLower(path), "_accesskeys.csv") {
		return false
	}
	lines := strings.Fields(strings.ReplaceAll(strings.TrimPrefix(content.Reveal(), "\ufeff"), " ", "_"))
	if len(lines) != 2 {
		return false
	}
	return lines[0] == "Access_key_ID,Secret_access_key" && strings.Count(lines[1], ",") == 1 ||
		strings.HasPrefix(lines[0], "AWSAccessKeyId=") && strings.HasPrefix(lines[1], "AWSSecretKey=")
}

// copies takes keys that stand elsewhere too, with more than weak evidence
// there: whoever copies a key leaves the words about it behind.
func (i *identifying) copies() {
	strongest := map[string]*rootKey{}
	for _, k := range i.inOrder {
		if s := strongest[k.id()]; s == nil || k.grade > s.grade {
			strongest[k.id()] = k
		}
	}
	for _, k := range i.inOrder {
		if s := strongest[k.id()]; s.grade > max(k.grade, fact.GradeC) {
			k.evidence(s.grade, "the same key stands where "+s.how, s.shown)
		}
	}
}
