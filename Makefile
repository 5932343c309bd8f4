.PHONY: build test lint demo fires days fuzz libfuzz packages promtool bench bench-peers

PACKAGES = curl mosquitto mosquitto-clients libmosquitto-dev libsqlite3-dev libcurl4-openssl-dev libssl-dev pkg-config ca-certificates openssl

build: packages
	swift build -c release

test: packages promtool
	swift build --build-tests
	PATH="$$PATH:$(CURDIR)/.build/prometheus/usr/bin" swift test --skip-build --no-parallel

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks

demo: build
	"$$(swift build -c release --show-bin-path)/gengfu" demo

# The outside judge of delays: taken out of Debian's package, so that no server is installed. Without it its tests are skipped, visibly.
promtool:
	@command -v promtool >/dev/null || [ -x .build/prometheus/usr/bin/promtool ] || { \
	  mkdir -p .build/prometheus && cd .build/prometheus && \
	  { apt-get download -qq prometheus 2>/dev/null || { $$([ "$$(id -u)" = 0 ] || echo sudo) apt-get update -qq && apt-get download -qq prometheus; }; } && \
	  dpkg -x prometheus_*.deb . && rm prometheus_*.deb; } || echo "promtool cannot be had; its tests are skipped"

# What the shipped heat detector makes of real fires, and the sensors of a home of two real weeks: FIRES and DAYS are folders.
FIRES = ../shared/data/fires
DAYS = ../shared/data/daily-living

fires: packages
	swift build --product gengfu-trials
	"$$(swift build --show-bin-path)/gengfu-trials" fires $(FIRES)

days: packages
	swift build --product gengfu-trials
	"$$(swift build --show-bin-path)/gengfu-trials" days $(DAYS)

# Installs what is missing, as root or with sudo; asks nobody when nothing is. From Debian 13 on the C library's tables for GB18030
# are in a package of their own.
packages:
	@{ dpkg -s $(PACKAGES) && iconv -f GB18030 -t UTF-8 </dev/null; } >/dev/null 2>&1 || { \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && \
	  TABLES=$$(apt-cache show libc-gconv-modules-extra >/dev/null 2>&1 && echo libc-gconv-modules-extra); \
	  DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq --no-install-recommends $(PACKAGES) $$TABLES; }

# Every decoder fed with payloads broken at random: INPUTS each, or as many as SECONDS allow; the same SEED, the same payloads.
# What crashes or hangs one is kept in the working directory: put it into Tests/AlarmEngineTests/Fuzz/Found.
INPUTS = 10000000
SECONDS = inf
SEED = 20261124
FUZZED = $(shell find Sources/AlarmEngine -name '*.swift') Tests/AlarmEngineTests/Fuzz/FuzzedDecoder.swift \
  Tests/AlarmEngineTests/Fuzz/FuzzedBytes.swift Tests/AlarmEngineTests/Fuzz/FuzzedForms.swift \
  Tests/AlarmEngineTests/Fuzz/PayloadMutation.swift Tests/FuzzRunner/FuzzRunner.swift

fuzz: .build/gengfu-fuzz
	.build/gengfu-fuzz --inputs $(INPUTS) --seconds $(SECONDS) --seed $(SEED) $(DECODERS)

# One module of the engine and the runner: what is fuzzed is not public.
.build/gengfu-fuzz: $(FUZZED)
	@mkdir -p .build
	swiftc -O -wmo -swift-version 6 -parse-as-library -module-name GengfuFuzz $(FUZZED) -o $@

# The same decoders under libFuzzer, which sees which branches a payload takes: `make libfuzz DECODERS=gb26875`.
DECODERS =

libfuzz: .build/gengfu-libfuzz
	for decoder in $(DECODERS); do \
	  mkdir -p .build/corpus/$$decoder && \
	  GENGFU_DECODER=$$decoder .build/gengfu-libfuzz -runs=$(INPUTS) -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
	    -print_final_stats=1 .build/corpus/$$decoder || exit 1; \
	done

.build/gengfu-libfuzz: $(FUZZED)
	@mkdir -p .build
	swiftc -O -wmo -swift-version 6 -parse-as-library -sanitize=fuzzer -D LIBFUZZER -module-name GengfuFuzz $(FUZZED) -o $@

# How fast it is, beside a C program that only counts: `make bench PARTS="a c" SCALE=quick`. Writes BENCHMARKS.md.
# A package of its own, in `Benchmarks`, so that nothing else fetches or builds what it needs.
PARTS =
SCALE = full
BENCH = .build-bench
BENCH_C = $(addprefix $(BENCH)/bin/,floor load sink latency probe malloc-count.so)
BENCH_PACKAGES = valgrind python3-venv

bench: packages $(BENCH_C) bench-peers
	swift build -c release -Xcc -gdwarf-4 --package-path Benchmarks --scratch-path $(BENCH)/swift
	$(BENCH)/swift/release/gengfu-bench $(PARTS) --scale $(SCALE)

$(BENCH)/bin/%.so: Benchmarks/C/%.c
	@mkdir -p $(@D)
	cc -O2 -Wall -Wextra -D_GNU_SOURCE -shared -fPIC -o $@ $<

$(BENCH)/bin/%: Benchmarks/C/%.c $(wildcard Benchmarks/C/*.h)
	@mkdir -p $(@D)
	cc -O2 -Wall -Wextra -D_GNU_SOURCE -o $@ $< -lmosquitto

# valgrind counts instructions; collectd and mqttwarn are what others need. Whatever cannot be had is skipped, visibly.
# collectd is taken out of Debian's package, so that no daemon is installed.
bench-peers:
	@dpkg -s $(BENCH_PACKAGES) >/dev/null 2>&1 || { \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); $$SUDO apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq --no-install-recommends $(BENCH_PACKAGES); } \
	  || echo "valgrind cannot be had; instructions are not counted"
	@[ -x $(BENCH)/collectd/usr/sbin/collectd ] || { mkdir -p $(BENCH)/collectd && cd $(BENCH)/collectd && \
	  apt-get download -qq collectd-core 2>/dev/null && dpkg -x collectd-core_*.deb .; } \
	  || echo "collectd cannot be had; it is skipped"
	@[ -x $(BENCH)/mqttwarn/bin/mqttwarn ] || { python3 -m venv $(BENCH)/mqttwarn && \
	  $(BENCH)/mqttwarn/bin/pip install -q mqttwarn; } || echo "mqttwarn cannot be had; it is skipped"
