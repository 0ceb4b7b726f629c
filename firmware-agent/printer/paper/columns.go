package paper

import (
	"fmt"
	"image"
)

// gap is the empty space between two columns.
const gap = 10

func (t Columns) draw(c *canvas) error {
	face, err := c.faces.of(t.Style)
	if err != nil {
		return err
	}
	boxes, err := t.boxes(c.width())
	if err != nil {
		return err
	}
	cells, rows := make([][]string, len(t.Cells)), 0
	for i, text := range t.Cells {
		cells[i] = wrap(text, boxes[i].Dx(), measure(face))
		rows = max(rows, len(cells[i]))
	}
	top := c.extend(rows * lineHeight(t.Style))
	for i, lines := range cells {
		style := t.Style
		if i < len(cells)-1 {
			style.Align = Left
		}
		c.lines(style, face, lines, boxes[i].Add(image.Pt(margin, top)))
	}
	return nil
}

// boxes shares the width out by the weights.
func (t Columns) boxes(width int) ([]image.Rectangle, error) {
	weights, err := t.weights()
	if err != nil {
		return nil, err
	}
	total := 0
	for _, w := range weights {
		total += w
	}
	width -= gap * (len(weights) - 1)
	boxes, sum := make([]image.Rectangle, len(weights)), 0
	for i, w := range weights {
		left := width*sum/total + i*gap
		sum += w
		boxes[i] = image.Rect(left, 0, width*sum/total+i*gap, 0)
		if boxes[i].Dx() < 40 {
			return nil, fmt.Errorf("column %d is %d dots wide: too narrow to read", i+1, boxes[i].Dx())
		}
	}
	return boxes, nil
}

func (t Columns) weights() ([]int, error) {
	weights := t.Weights
	if weights == nil {
		for range t.Cells {
			weights = append(weights, 1)
		}
	}
	if len(weights) != len(t.Cells) {
		return nil, fmt.Errorf("%d cells for %d columns", len(t.Cells), len(weights))
	}
	for _, w := range weights {
		if w < 1 || w > 100 {
			return nil, fmt.Errorf("column weight %d: want 1 to 100", w)
		}
	}
	return weights, nil
}
