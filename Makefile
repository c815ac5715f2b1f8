# make run    builds what changed and starts Piiri with two demonstration rooms; more flags in ARGS="--http-listen ..."
# make test   everything that CI checks
# make client builds the web client only
# make mutants plants mistakes in the rules and tells which no test notices; up to 40 minutes, see .ci/mutants
# make sim    plays workshop days of fifty people in virtual time with new seeds: SEEDS=20, or the days from SEED=123 on
# make bench-workers compares three ways of bringing a datagram to its worker: SECONDS=1 for each measurement
# make bench  what a forwarded packet costs, beside str0m, Janus and the floor, in turns: QUICK=1 once; ARGS="--shapes eight"
# make bench-micro  how long single decisions take: NAME=forward
# make fuzz   throws changed octets at the parsers of media: SECONDS=60, SEED=1 to see the same again
# make load   people who measure a server: SHAPE=eight, webinar60, webinar300, groups10x5, workshop50, signal1000, idle10000,
#             storm, growth or soak, ARGS="--seconds 20 --layers 3 --loss 0.02 --human"; a line of JSON, or a table with --human
# make soak   fifty people on a bad network who move, leave and come: MINUTES=30; figures in tests/results/soak.json
# make networks two browser pages on each bad network, 20 minutes: PROFILES="hotel falling"; figures in tests/results
# make proxy  a bad network before a running server: PROFILE=hotel, more in ARGS="--help"; see README

.PHONY: run test client mutants sim soak load fuzz proxy networks bench bench-micro bench-workers

CLIENT := web-client
CLIENT_SOURCES := $(shell find $(CLIENT)/src $(CLIENT)/public -type f 2>/dev/null) \
	$(wildcard $(CLIENT)/index.html $(CLIENT)/vite.config.* $(CLIENT)/tsconfig*.json)
PACKAGES := $(CLIENT)/node_modules/.package-lock.json

run: client
	cargo run --release --locked --package server --bin piiri -- serve --demo $(ARGS)

test:
	bash .ci/test

mutants:
	.ci/mutants

# With the whole workspace, so that what `make test` has built is used.
sim:
	SIM_SEEDS=$(or $(SEEDS),20) $(if $(SEED),SIM_FROM=$(SEED)) \
		cargo test --workspace --locked --test sim -- --nocapture

# The workspace for the same reason.
soak:
	SOAK_MINUTES=$(or $(MINUTES),30) cargo test --workspace --locked --test alone soak -- --nocapture

load:
	cargo build --release --locked --package server --package tests --bin piiri --bin load
	target/release/load $(or $(SHAPE),eight) $(ARGS)

fuzz:
	cargo run --release --locked --manifest-path server/sfu/fuzz/Cargo.toml -- $(or $(SECONDS),60) $(or $(SEED),$(shell date +%s))

# PIIRI=file measures a server that was built elsewhere. What is not the whole is not written into tests/results.
BENCH := tests/bench
BENCH_BUILT := $(or $(CARGO_TARGET_DIR),$(BENCH)/target)
bench:
	$(if $(PIIRI),,cargo build --release --locked --package server --bin piiri)
	cargo build --release --locked --manifest-path $(BENCH)/Cargo.toml --package forwarder --package micro --bins
	cargo run --profile compare --locked --manifest-path $(BENCH)/Cargo.toml --package compare -- --results tests/results \
		--piiri $(or $(PIIRI),$(or $(CARGO_TARGET_DIR),target)/release/piiri) --beside $(BENCH_BUILT)/release \
		$(if $(QUICK)$(ARGS),--out $(BENCH_BUILT)/results) $(if $(QUICK),--rounds 1 --seconds 3) $(ARGS)

bench-micro:
	cargo bench --locked --manifest-path $(BENCH)/Cargo.toml --package micro -- $(NAME)

bench-workers:
	cargo run --release --locked --manifest-path server/benches/workers/Cargo.toml -- $(or $(SECONDS),1)

# The addresses of a server started with PIIRI_MEDIA_ADVERTISE=$(PROXY) make run
PROXY := 127.0.0.1:40000
MEDIA := 127.0.0.1:10000
proxy:
	cargo run --locked --package tests --bin proxy -- --udp $(PROXY)=$(MEDIA) --tcp $(PROXY)=$(MEDIA) \
		--profile $(or $(PROFILE),hotel) $(ARGS)

# With the whole workspace, so that what `make test` has built is used.
networks: client
	cargo test --workspace --locked --quiet --no-run
	cd $(CLIENT) && node e2e/networks/all.mjs $(PROFILES)

client: $(CLIENT)/dist/index.html

# npm writes this file last; its time alone may be older than that of the lock file in a fresh clone. A download that
# stalls is begun anew after a minute; npm by itself waits five.
$(PACKAGES): $(CLIENT)/package.json $(CLIENT)/package-lock.json
	cd $(CLIENT) && npm ci --ignore-scripts --no-audit --no-fund --fetch-timeout=60000
	touch $@

$(CLIENT)/dist/index.html: $(PACKAGES) $(CLIENT_SOURCES)
	cd $(CLIENT) && npm run build
	touch $@
