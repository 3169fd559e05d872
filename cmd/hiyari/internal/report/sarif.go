package report

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

const (
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sourceRoot   = "%SRCROOT%"
	informations = "https://github.com/hiyari/hiyari"

	// GitHub refuses or cuts what goes beyond these.
	mostResults   = 25_000
	mostLocations = 100
	mostFlow      = 1000
	mostPacked    = 10_000_000 // bytes of the file under gzip
)

// writeSARIF renders SARIF 2.1.0 as GitHub code scanning reads it. No snippet
// is ever written: the regions say where, and nothing of a file's content but
// masked messages leaves. What is more than GitHub takes is left out, the
// least severe first, and counted.
func writeSARIF(w io.Writer, run *Run) error {
	kept := min(len(run.Result.Findings), mostResults)
	for {
		var out bytes.Buffer
		if err := encode(&out, sarifOf(run, kept)); err != nil {
			return err
		}
		packed := packedSize(out.Bytes())
		if packed <= mostPacked || kept == 0 {
			_, err := w.Write(out.Bytes())
			return err
		}
		kept = kept * mostPacked / packed * 9 / 10
	}
}

// packedSize is the size under gzip, or that of a small file as it is.
func packedSize(content []byte) int {
	if len(content) <= mostPacked {
		return len(content)
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		return len(content) // the level is known, so this cannot be
	}
	_, _ = z.Write(content) // a buffer takes all
	_ = z.Close()
	return packed.Len()
}

// sarifOf describes a run with as many of its findings as are kept.
func sarifOf(run *Run, kept int) sarifLog {
	findings := run.Result.Findings[:kept]
	cut := len(run.Result.Findings) - kept
	log := sarifRun{
		Tool: sarifTool{Driver: driverOf(run, findings)},
		Invocations: []sarifInvocation{{
			ExecutionSuccessful:        true,
			ToolExecutionNotifications: notificationsOf(run.Project.Notices, cut),
		}},
		AutomationDetails:  sarifAutomation{ID: "hiyari/"},
		OriginalURIBaseIDs: map[string]sarifBase{sourceRoot: {sarifText{Text: "The root of the checked tree."}}},
		ColumnKind:         "utf16CodeUnits",
		Results:            make([]sarifResult, 0, len(findings)),
	}
	for i := range findings {
		log.Results = append(log.Results, resultOf(&findings[i]))
	}
	return sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{log}}
}

func resultOf(f *engine.Finding) sarifResult {
	related, text := relatedOf(f)
	result := sarifResult{
		RuleID:              descriptorID(f.Rule, f.Severity),
		Level:               level(f.Severity),
		Message:             sarifText{Text: text},
		Locations:           []sarifLocation{locationOf(f.At, "")},
		PartialFingerprints: map[string]string{"hiyari/v1": f.Identity},
		CodeFlows:           flowsOf(f),
		RelatedLocations:    related,
		Properties:          map[string]any{"precision": confidenceName(f.Confidence)},
	}
	if len(f.Prevents) > 0 {
		result.Properties["prevents"] = f.Prevents
	}
	for _, fix := range f.Fixes {
		result.Fixes = append(result.Fixes, sarifFixOf(fix))
	}
	if past := jsonPastOf(f.Past); past != nil {
		result.Properties["past"] = past
	}
	if f.Suppressed {
		result.Suppressions = []sarifSuppression{{Kind: "inSource"}}
	}
	return result
}

// sarifFixOf describes a fix: regions that are deleted and what stands in their
// place. It holds nothing of the source.
func sarifFixOf(fix rules.Fix) sarifFix {
	title := fix.Title
	if !fix.Safe {
		title += " (changes what runs)"
	}
	change := sarifArtifactChange{}
	for _, edit := range fix.Edits {
		at := locationOf(edit.Span, "").PhysicalLocation
		change.ArtifactLocation = at.ArtifactLocation
		replacement := sarifReplacement{DeletedRegion: *at.Region}
		if edit.New != "" {
			replacement.InsertedContent = &sarifText{Text: edit.New}
		}
		change.Replacements = append(change.Replacements, replacement)
	}
	return sarifFix{Description: sarifText{Text: sentence(title)}, ArtifactChanges: []sarifArtifactChange{change}}
}

// relatedOf numbers the trail and the further places, and links each number in
// the message: only what is linked there is shown.
func relatedOf(f *engine.Finding) (related []sarifLocation, message string) {
	var b strings.Builder
	b.WriteString(sentence(strings.ReplaceAll(f.Message, "](", "] (")))
	link := func(lead, between string, hops []engine.Hop) {
		hops = hops[:min(len(hops), mostLocations-len(related))]
		for i, hop := range hops {
			at := locationOf(hop.At, hop.Note)
			at.ID = len(related) + 1
			related = append(related, at)
			if i == 0 {
				b.WriteString(lead)
			} else {
				b.WriteString(between)
			}
			fmt.Fprintf(&b, "[%s](%d)", linkText(hop.Note), at.ID)
		}
		if len(hops) > 0 {
			b.WriteByte('.')
		}
	}
	link(" Trail: ", " → ", f.Hops)
	link(" See also: ", ", ", f.Places)
	return related, b.String()
}

// linkText escapes what ends the text of an embedded link (SARIF 3.11.6).
func linkText(text string) string {
	if text == "" {
		return "here"
	}
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(text)
}

// flowsOf is the trail as a path that viewers let one walk: the hops, then the
// primary place.
func flowsOf(f *engine.Finding) []sarifCodeFlow {
	if len(f.Hops) == 0 {
		return nil
	}
	var steps []sarifFlowLocation
	for _, hop := range f.Hops[:min(len(f.Hops), mostFlow-1)] {
		steps = append(steps, sarifFlowLocation{locationOf(hop.At, hop.Note)})
	}
	steps = append(steps, sarifFlowLocation{locationOf(f.At, f.Message)})
	return []sarifCodeFlow{{ThreadFlows: []sarifThreadFlow{{Locations: steps}}}}
}

func locationOf(at source.Span, note string) sarifLocation {
	path, start, end := where(at)
	location := sarifLocation{PhysicalLocation: sarifPhysical{
		ArtifactLocation: artifactOf(path),
		Region: &sarifRegion{
			StartLine: start.Line, StartColumn: start.UTF16Column,
			EndLine: end.Line, EndColumn: end.UTF16Column,
		},
	}}
	if note != "" {
		location.Message = &sarifText{Text: sentence(note)}
	}
	return location
}

// artifactOf spells a path as a relative URI reference. A first segment with a
// colon would read as a scheme, so url.URL puts "./" before it.
func artifactOf(path string) sarifArtifact {
	if path == "" {
		path = "."
	}
	return sarifArtifact{URI: (&url.URL{Path: path}).String(), URIBaseID: sourceRoot}
}

// sentence ends a text with a period, as SARIF wants its messages.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

func notificationsOf(notices []fact.Notice, cut int) []sarifNotification {
	var notes []sarifNotification
	if cut > 0 {
		notes = append(notes, sarifNotification{
			Descriptor: sarifReference{ID: string(fact.NoticeLimit)}, Level: "warning",
			Message: sarifText{Text: strconv.Itoa(cut) + " further results are left out: code scanning refuses more than 25,000, or 10 MB when packed."},
		})
	}
	for _, n := range notices {
		note := sarifNotification{Descriptor: sarifReference{ID: string(n.Type)}, Level: "warning", Message: sarifText{Text: sentence(n.Message)}}
		if n.Type == fact.NoticeUnresolved || n.Type == fact.NoticeBinary {
			note.Level = "note"
		}
		switch {
		case !n.At.IsZero():
			note.Locations = []sarifLocation{locationOf(n.At, "")}
		case n.Path != "":
			note.Locations = []sarifLocation{{PhysicalLocation: sarifPhysical{ArtifactLocation: artifactOf(n.Path)}}}
		}
		notes = append(notes, note)
	}
	return notes
}
