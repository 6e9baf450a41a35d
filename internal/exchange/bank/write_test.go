package bank

import (
	"testing"
)

func TestOrdersAreGolden(t *testing.T) {
	for name, p := range shipped(t) {
		if p.Format == XLSX {
			continue // compressed: the compressor may change with Go
		}
		golden(t, "order-"+name+p.Extension(), written(t, p, order()))
	}
}
