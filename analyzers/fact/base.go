package fact

import "github.com/hiyari/hiyari/analyzers/source"

// Document is a text as a whole: a file of the tree, a file that the code
// writes, or a text embedded in another. Facts of a unit sit in its Document.
type Document struct {
	Node
	Path     string // of a real or virtual file; of the host for an embedded text
	Language Language
	Dialect  Dialect
	Virtual  bool         // exists only once the code has run
	Writes   []*FileWrite // what a virtual file is made of, in order
	Scope    Scope
}

// Function is a function or another named body that runs when it is called.
// What it holds is reached through a Ref of kind RefFunction only.
type Function struct {
	Node
	Name   string
	Symbol string // what other units call it by: import path and name; empty where they cannot
	Field  string // the field that it is the value of, `net.Resolver.Dial`; empty elsewhere
}

// Confirm notes that a call of the function was seen after all, in another file.
func (f *Function) Confirm() { f.certainty = Always }

// Literal is a named value: a variable, an attribute, an argument.
type Literal struct {
	Node
	Name  source.Text
	Value source.Text
}

// Command is a program started with arguments.
type Command struct {
	Node
	Argv   []source.Text // Argv[0] is the program
	Env    []Assignment  // NAME=value before the program, and what wrappers set
	Stdin  source.Text   // the whole input, where the source gives it
	Stdout Output
	Dir    source.Text // working directory, where the source gives one
	Via    []string    // wrappers taken off: sudo, env, ssh, xargs, container
	Shown  source.Span // the command as written, without input and wrappers' options; equals At where there are none

	Conditional bool // it runs only where something else succeeds or fails
}

// Assignment is a variable with a value.
type Assignment struct {
	Name  source.Text
	Value source.Text
}

// Output is the file that standard output goes to.
type Output struct {
	Path   source.Text // empty: not redirected
	Append bool
}

// Call is a call of a library's function by a general-purpose language, or what
// a library's type or variable is given: Function is its name then, and the one
// argument its value.
type Call struct {
	Node
	Package  string // import path, without the suffix of its major version
	Receiver string // type of a method's receiver, without package and pointer; empty for a function
	Function string
	Args     []*Value
	Set      []Entry     // what fields of the result are set to afterwards: cmd.Stdin = …
	Shown    source.Span // the function as written: `exec.Command`
}

// Arg is the nth argument, or nil. A negative n counts from the end.
func (c *Call) Arg(n int) *Value {
	if n < 0 {
		n += len(c.Args)
	}
	if n < 0 || n >= len(c.Args) {
		return nil
	}
	return c.Args[n]
}

// Resource is a typed block of configuration: a Terraform resource, data
// source, provider or module call.
type Resource struct {
	Node
	Type    string // aws_security_group; "provider" blocks are "provider.aws"
	Name    string
	Address string // unique in its root module: module.net.aws_security_group.web
	Body    *Value
	Scope   Scope
	Base    Scope // whose files the Scope begins with: the image stage that a FROM names
	Ways    []Way // of values that were typed elsewhere
}

// Way is how a value came from where it was typed to a resource.
type Way struct {
	From  source.Span
	Steps []Step // from there to the resource
}

// Way lists what the value that was typed at a place passed on its way here.
func (r *Resource) Way(from source.Span) []Step {
	for _, w := range r.Ways {
		if w.From.Contains(from) {
			return w.Steps
		}
	}
	return nil
}

// Step is a place that a value passes.
type Step struct {
	At   source.Span
	How  string // what happens there, without content of the value
	Call string // the address of the module that it is handed to; empty elsewhere
}

// Value is a node of a configuration tree. Exactly one of its forms is used.
type Value struct {
	At      source.Span
	Form    Form
	Text    source.Text // Scalar: the text; numbers and booleans as written; Reference: the address
	Items   []*Value    // List
	Entries []Entry     // Object and Block
	Maybe   bool        // present only under a condition that is not known
}

// Form tells which form a Value has.
type Form int

// The forms of a Value.
const (
	Hole Form = iota // not known before deployment
	Scalar
	List
	Object
	Block     // a nested block; several of one name are several entries
	Reference // an address of another resource, such as aws_security_group.web
	Null
)

// Entry is a named part of an Object or Block, in source order.
type Entry struct {
	Name  source.Text
	Value *Value
}

// Get returns the first entry of that name, or nil.
func (v *Value) Get(name string) *Value {
	if v == nil {
		return nil
	}
	for _, e := range v.Entries {
		if e.Name.Equal(name) {
			return e.Value
		}
	}
	return nil
}

// GetAll returns all entries of that name: repeated blocks, or the one attribute.
func (v *Value) GetAll(name string) []*Value {
	if v == nil {
		return nil
	}
	var all []*Value
	for _, e := range v.Entries {
		if e.Name.Equal(name) {
			all = append(all, e.Value)
		}
	}
	return all
}

// FileWrite is a file that the code creates or changes, or a file or folder
// that it copies. A copy whose Path ends in a slash goes into that folder: a
// file keeps its name there, a folder gives what is in it.
type FileWrite struct {
	Node
	Path      source.Text
	Content   source.Text
	From      source.Text // what is copied, where Content is not written here; the last part of its path may be a pattern
	FromScope Scope       // the machine that From is of; empty: that of the write, else the tree
	Append    bool
	Mode      source.Text
	Dialect   Dialect // what the write itself implies (crontab -); empty: by name
	User      string  // of `crontab -u USER`
}

// Embedded is a text in another language. Only the worklist sees it.
type Embedded struct {
	Node
	Language Language
	Dialect  Dialect
	Content  source.Text
	How      string       // how it is run: "user_data", "bash -c", "base64 -d | sh"
	Env      []Assignment // the environment that it starts with
	Dir      source.Text  // working directory, where the source gives one
}

// Ref names something elsewhere. Only the linker sees it.
type Ref struct {
	Node
	Target   source.Text
	RefKind  RefKind
	Language Language // what a file that no front end claims is read as
	Dialect  Dialect
	Dir      source.Text // working directory, where the source gives one
	How      string      // "runs", "sources", "calls", "starts", "removes"; of a unit also "enables", "disables", "wants"
	Function *Function   // RefFunction: the body that this call runs, where the unit itself holds it
	Symbol   string      // RefFunction: the Symbol of a body that another unit holds
}

// RefKind tells what a Ref names.
type RefKind int

// What a Ref may name.
const (
	RefFile RefKind = iota
	RefUnit         // a systemd unit
	RefResource
	RefFunction
)

// Comment is a comment, for suppressions.
type Comment struct {
	Node
	Text source.Text // without the comment's marks
}
