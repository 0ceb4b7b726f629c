package paper

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode"
)

// What an office's data says must stay data: a service called "A | B" is one
// cell, and a text with a line break cannot smuggle in a "!cut". So every value
// a template prints passes through conceal, which swaps the characters that mean
// something for private ones; the parser swaps them back once a line is split.
const (
	meaningful = "!|:"
	private    = '\ue000' // stands for the first of them, the next for the second …
)

// conceal turns any printed value into harmless text on one line.
func conceal(value any) string {
	return strings.Map(func(r rune) rune {
		if i := strings.IndexRune(meaningful, r); i >= 0 {
			return private + rune(i)
		}
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, fmt.Sprint(value))
}

// reveal undoes conceal.
func reveal(text string) string {
	return strings.Map(func(r rune) rune {
		if i := r - private; i >= 0 && int(i) < len(meaningful) {
			return rune(meaningful[i])
		}
		return r
	}, text)
}

// lineSign brackets a line number inside a template's output. Neither data nor
// source can contain it.
const lineSign = "\x00"

// unmark takes the marks off an output line. Its number is the last one marked
// before the first letter; a line without marks keeps the number it has.
func unmark(line string, number int) (int, string) {
	var text strings.Builder
	for i, part := range strings.Split(line, lineSign) {
		if i%2 == 0 {
			text.WriteString(part)
		} else if n, err := strconv.Atoi(part); err == nil && strings.TrimSpace(text.String()) == "" {
			number = n
		}
	}
	return number, text.String()
}

// prepare rewrites a parsed template so that values are concealed and every
// output line carries the number of the source line it began on: loops and
// conditions make the output's own line numbers useless to the one who edits.
func prepare(t *template.Template, source string) {
	for _, each := range t.Templates() {
		if each.Tree != nil && each.Tree.Root != nil {
			prepareList(each.Tree.Root, source)
		}
	}
}

func prepareList(list *parse.ListNode, source string) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			n.Text = markLines(n.Text, 1+strings.Count(source[:n.Pos], "\n"))
		case *parse.ActionNode:
			if len(n.Pipe.Decl) == 0 {
				n.Pipe.Cmds = append(n.Pipe.Cmds, concealCommand(n.Pos))
			}
		case *parse.IfNode:
			prepareBranch(&n.BranchNode, source)
		case *parse.RangeNode:
			prepareBranch(&n.BranchNode, source)
		case *parse.WithNode:
			prepareBranch(&n.BranchNode, source)
		}
	}
}

func prepareBranch(b *parse.BranchNode, source string) {
	prepareList(b.List, source)
	prepareList(b.ElseList, source)
}

func concealCommand(at parse.Pos) *parse.CommandNode {
	return &parse.CommandNode{
		NodeType: parse.NodeCommand, Pos: at,
		Args: []parse.Node{parse.NewIdentifier(concealName).SetPos(at)},
	}
}

// concealName is what templates know conceal by.
const concealName = "conceal"

// markLines puts a line number at the start of the text and of each line in it.
func markLines(text []byte, line int) []byte {
	mark := func(marked []byte) []byte {
		return fmt.Appendf(marked, "%s%d%s", lineSign, line, lineSign)
	}
	marked := mark(nil)
	for _, b := range text {
		marked = append(marked, b)
		if b == '\n' {
			line++
			marked = mark(marked)
		}
	}
	return marked
}
