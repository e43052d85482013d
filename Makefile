# make test    all tests, on all servers; scripts/test-servers prepares and starts them
# make test-galera   those of the migration lock on a Galera cluster of three nodes
# make check   what has to hold before a commit besides the tests

GO ?= go
RACE ?= -race
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0

# Tests of the command in which several goroutines of its own are at work.
CONCURRENT = Shell|Fleet|Tenants|Cancel|Progress|Query|OneMigrates|UpWaits|BackfillStops

.PHONY: test test-packages test-command test-galera check

test:
	scripts/test-servers run -- $(MAKE) --no-print-directory -j2 -k test-packages test-command

test-packages:
	$(GO) test $(RACE) -timeout 24m $$($(GO) list ./... | grep -v '/cli$$')

# Beside the others, since it takes longest: it starts thousands of commands one
# after the other, which the race detector would only slow down.
test-command:
	$(GO) test -timeout 24m ./cli
	$(GO) test $(RACE) -timeout 24m ./cli -run '$(CONCURRENT)'

test-galera:
	scripts/test-servers run galera -- $(GO) test -count=1 -timeout 5m ./cli -run 'TestGalera'

# govulncheck asks a server unless GOVULNDB names a copy of its database, as
# file:///a/folder.
check:
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "not formatted:" $$unformatted; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
ifneq ($(filter file://%,$(GOVULNDB)),)
	$(GO) run $(GOVULNCHECK) -db $(GOVULNDB) ./...
else
	@echo "govulncheck: left out, GOVULNDB names no copy of its database"
endif
