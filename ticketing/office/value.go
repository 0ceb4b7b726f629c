package office

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// value is one setting of a file. Its readers report what does not fit and
// then give the zero value, so that reading always goes on to the end.
type value struct {
	src  *source
	path string
	node ast.Node // nil where the file does not say anything
}

// entry is one "key: value" of a block.
type entry struct {
	key string
	at  place // of the key
	value
}

// given tells whether the file says anything here.
func (v value) given() bool { return v.node != nil }

// wrong notes a mistake about this setting.
func (v value) wrong(hint, format string, args ...any) {
	v.src.wrong(v.path, hint, format, args...)
}

// entries takes a block apart, in the order of the file. A key that stands
// twice is reported and counts once.
func (v value) entries() []entry {
	var list []entry
	seen := map[string]bool{}
	for _, pair := range v.pairs() {
		key := pair.Key.GetToken().Value
		path := strings.TrimPrefix(v.path+"."+key, ".")
		at := placeOf(pair.Key.GetToken())
		if seen[key] {
			v.src.wrongAt(at, path, fmt.Sprintf("it stands in line %d already", v.src.line(path)), "%q stands here a second time", key)
			continue
		}
		seen[key] = true
		list = append(list, entry{key, at, v.src.value(path, at, pair.Value)})
	}
	return list
}

// some is entries for a block that must define at least one thing.
func (v value) some(kind string) []entry {
	list := v.entries()
	if n, ok := v.node.(*ast.MappingNode); ok && len(n.Values) == 0 {
		v.wrong("add one", "there is no %s here", kind)
	}
	return list
}

func (v value) pairs() []*ast.MappingValueNode {
	switch n := v.node.(type) {
	case nil:
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	default:
		v.wrong(`write "key: value" lines, indented under it`, "%s cannot stand here", describe(v.node))
	}
	return nil
}

// value makes a setting known to the source: a block by its key, anything on
// the key's own line by itself.
func (s *source) value(path string, key place, n ast.Node) value {
	v := value{src: s, path: path}
	s.at[path] = key
	switch n := n.(type) {
	case nil, *ast.NullNode:
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		v.node = n
	default:
		v.node = n
		s.at[path] = placeOf(n.GetToken())
	}
	return v
}

// list takes a list apart; a single value counts as a list of one.
func (v value) list() []value {
	switch n := v.node.(type) {
	case nil:
		return nil
	case *ast.SequenceNode:
		list := make([]value, 0, len(n.Values))
		for i, item := range n.Values {
			path := fmt.Sprintf("%s[%d]", v.path, i)
			e := v.src.value(path, placeOf(item.GetToken()), item)
			if e.isBlock() && len(e.pairs()) > 0 { // a block stands where its first key does
				v.src.at[path] = placeOf(e.pairs()[0].Key.GetToken())
			}
			if !e.given() {
				e.wrong("write something after the dash", "this is empty")
				continue
			}
			list = append(list, e)
		}
		return list
	}
	return []value{v}
}

// isBlock tells whether "key: value" pairs stand here.
func (v value) isBlock() bool {
	switch v.node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// scalar is what is written here as one piece, its white space made single.
// What names the thing expected, for the report when it is none.
func (v value) scalar(what string) (string, bool) {
	text := ""
	switch n := v.node.(type) {
	case nil:
		return "", false
	case *ast.LiteralNode:
		text = n.Value.Value
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		text = n.GetToken().Value
	default:
		v.wrong("write "+what, "%s cannot stand here", describe(v.node))
		return "", false
	}
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		v.wrong("write "+what, "this is empty")
		return "", false
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }); i >= 0 {
		v.wrong("", "there is an unprintable character in %q", text)
		return "", false
	}
	return text, true
}

var idForm = regexp.MustCompile(`^[a-z0-9-]+$`)

// id reports a key that cannot be the id of something.
func (e entry) id(kind string) string {
	if !idForm.MatchString(e.key) {
		e.keyWrong("use small letters a–z, digits and - only", "%q cannot be the id of a %s", e.key, kind)
	}
	return e.key
}

// refer is a scalar that names something defined elsewhere in the file.
func (v value) refer(kind string) string {
	id, ok := v.scalar("the id of a " + kind)
	if ok {
		v.src.refs = append(v.src.refs, reference{kind, id, v.path, v.src.at[v.path]})
	}
	return id
}

// keyRefers notes that the key names something defined elsewhere in the file.
func (e entry) keyRefers(kind string) {
	e.src.refs = append(e.src.refs, reference{kind, e.key, e.path, e.at})
}

// filled reports a key after which nothing is written.
func (e entry) filled() bool {
	if !e.given() {
		e.wrong("write something after it, or remove it", "there is nothing after %q", e.key+":")
	}
	return e.given()
}

// keyWrong notes a mistake about the key rather than what it says.
func (e entry) keyWrong(hint, format string, args ...any) {
	e.src.wrongAt(e.at, e.path, hint, format, args...)
}

func describe(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return `a block of "key: value" lines`
	case *ast.SequenceNode:
		return "a list"
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return "a single value"
	}
	return "this"
}
