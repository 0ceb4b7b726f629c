package office

import (
	"errors"
	"strings"
	"unicode/utf8"

	yaml "github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxSize is the longest file that is read, in bytes; candipuro.yaml has 15 KB.
const maxSize = 1 << 17

// maxDepth is how deep brackets and dashes may nest. The YAML parser calls
// itself for each, and nothing an office needs is deeper than six.
const maxDepth = 32

// readable refuses what the YAML parser must not be given.
func (s *source) readable(text string) bool {
	switch {
	case len(text) > maxSize:
		s.wrong("", "", "the file is longer than %d bytes", maxSize)
	case !utf8.ValidString(text):
		at := place{1, 1}
		for i, r := range text {
			if _, n := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && n == 1 {
				break
			}
			at.col++
			if r == '\n' {
				at = place{at.line + 1, 1}
			}
		}
		s.wrongAt(at, "", "save the file as UTF-8", "this is not UTF-8 text")
	default:
		return true
	}
	return false
}

// parse gives the file to the YAML parser. A panic of the parser on odd input
// becomes a mistake too.
func (s *source) parse(text string) (file *ast.File, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			s.wrong("", "", "this is not YAML that can be read (%v)", p)
			file, ok = nil, false
		}
	}()
	tokens := lexer.Tokenize(text)
	if !s.plain(tokens) {
		return nil, false
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		s.syntax(err)
		return nil, false
	}
	return file, true
}

// plain reports what YAML has beyond blocks, lists and texts on one line, and
// brackets that are never closed. An office file does without; whoever wrote
// it usually meant something else, and the parser would complain far from it.
func (s *source) plain(tokens token.Tokens) bool {
	before := len(s.mistakes)
	var open []*token.Token
	dashes := 0
	for i, t := range tokens {
		if t.Type != token.SequenceEntryType {
			dashes = 0
		}
		if len(open) > 0 && t.Position.Column == 1 && t.Type == token.StringType {
			break // a new section begins within brackets
		}
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType, token.MappingKeyType, token.DirectiveType:
			s.wrongAt(placeOf(t), "", "put a text that begins with it into quotes", "%q has no meaning in an office file", t.Value)
		case token.SequenceStartType, token.MappingStartType:
			open = append(open, t)
		case token.SequenceEndType, token.MappingEndType:
			open = open[:max(0, len(open)-1)]
		case token.SequenceEntryType:
			dashes++
		case token.StringType, token.SingleQuoteType, token.DoubleQuoteType:
			if i == 0 || tokens[i-1].Type != token.LiteralType && tokens[i-1].Type != token.FoldedType {
				s.oneLine(t)
			}
		}
		if max(len(open), dashes) > maxDepth {
			s.wrongAt(placeOf(t), "", "", "more than %d brackets or dashes within one another", maxDepth)
			return false
		}
	}
	for _, t := range open {
		s.wrongAt(placeOf(t), "", "close it with "+map[string]string{"{": "}", "[": "]"}[t.Value], "the bracket %s is never closed", t.Value)
	}
	return len(s.mistakes) == before
}

// oneLine reports a text that the parser takes to go on in the next line:
// either quotes are left open, or the next line is indented too far.
func (s *source) oneLine(t *token.Token) {
	switch {
	case !strings.Contains(strings.TrimSpace(t.Origin), "\n"):
	case t.Type == token.StringType:
		s.wrongAt(placeOf(t), "", "begin each setting in the column of those around it; a long text goes under a line that ends in >",
			"the next line is taken as part of this text")
	default:
		s.wrongAt(placeOf(t), "", "close the quotes on the same line; a long text goes under a line that ends in >",
			"the text in quotes does not end on this line")
	}
}

// syntax reports where the file stops being YAML.
func (s *source) syntax(err error) {
	var bad *yaml.SyntaxError
	if !errors.As(err, &bad) {
		s.wrong("", "", "%v", err)
		return
	}
	hint := ""
	switch {
	case strings.Contains(bad.Message, "'\t'"):
		hint = "indent with spaces, not with tabs"
	case strings.Contains(bad.Message, "mapping value is not allowed"):
		hint = `put a text with ": " in it into quotes`
	case strings.Contains(bad.Message, "not allowed in this context"), strings.Contains(bad.Message, "non-map value"):
		hint = "lines of one list or block begin in the same column, and a key ends with a colon"
	case strings.Contains(bad.Message, "end character of"):
		hint = "close the quotes"
	case strings.Contains(bad.Message, "reserved character"):
		hint = "put the text into quotes"
	}
	s.wrongAt(placeOf(bad.Token), "", hint, "not valid YAML: %s", strings.ReplaceAll(bad.Message, "\t", `\t`))
}

// body is the one document of the file, nil when there is none.
func (s *source) body(file *ast.File) ast.Node {
	var body ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.CommentType:
		case doc.Body.Type() == ast.DirectiveType:
		case body == nil:
			body = doc.Body
		default:
			s.wrongAt(placeOf(doc.Body.GetToken()), "", `remove the line "---" before it`, "a second document begins here")
			return nil
		}
	}
	return body
}

func placeOf(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{1, 1}
	}
	return place{t.Position.Line, t.Position.Column}
}
