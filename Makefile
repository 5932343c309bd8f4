.PHONY: build test lint demo fires days packages

PACKAGES = curl mosquitto mosquitto-clients libmosquitto-dev libsqlite3-dev libcurl4-openssl-dev libssl-dev pkg-config ca-certificates openssl

build: packages
	swift build -c release

test: packages
	swift build --build-tests
	swift test --skip-build --no-parallel

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

demo: build
	"$$(swift build -c release --show-bin-path)/gengfu" demo

# What the shipped heat detector makes of real fires, and the sensors of a home of two real weeks: FIRES and DAYS are folders.
FIRES = ../shared/data/fires
DAYS = ../shared/data/daily-living

fires: packages
	swift build --product gengfu-trials
	"$$(swift build --show-bin-path)/gengfu-trials" fires $(FIRES)

days: packages
	swift build --product gengfu-trials
	"$$(swift build --show-bin-path)/gengfu-trials" days $(DAYS)

# Installs what is missing, as root or with sudo; asks nobody when nothing is.
packages:
	@dpkg -s $(PACKAGES) >/dev/null 2>&1 || { \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq --no-install-recommends $(PACKAGES); }
