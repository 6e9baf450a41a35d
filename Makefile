# What people do with this repository. `make` alone lists it.
SCALE ?= 0.1
SERVE ?= 127.0.0.1:8080

.PHONY: help build demo test check generate bench screenshots

help:
	@echo "make demo         a synthetic district to try, served on http://$(SERVE) (SCALE=1 for 360,000 people)"
	@echo "make build        the program, ./youfu"
	@echo "make test         every test, on both databases and in a browser"
	@echo "make check        format, vet, staticcheck, generated files"
	@echo "make generate     write generated files anew"
	@echo "make bench        the benchmarks, printing figures"
	@echo "make screenshots  the pictures in docs/screenshots"

build:
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o youfu ./cmd/youfu

# Each demo begins anew, in a folder of its own.
demo: build
	rm -rf demo && mkdir demo
	./youfu demo --db demo/youfu.db --scale $(SCALE) --serve $(SERVE)

test:
	@sh tools/test.sh

check:
	@sh tools/check.sh

generate: build
	./youfu --lang en catalog doc >docs/reference.md
	go test ./internal -run 'TestDependenciesAreListed$$' -update

bench: build
	@sh bench/run.sh

screenshots:
	YOUFU_SCREENSHOTS=$(CURDIR)/docs/screenshots go test ./internal/web -count=1 -run 'TestScreenshots$$'
