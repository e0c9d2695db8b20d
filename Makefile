# Every target is one line; what is longer lives in scripts/.
.PHONY: demo test build bench format lint install deb

demo: ; scripts/setup.sh && swift build -c release --static-swift-stdlib && scripts/demo.sh .build/release
test: ; scripts/setup.sh && scripts/test.sh
build: ; scripts/setup.sh build && swift build -c release --static-swift-stdlib
bench: ; scripts/setup.sh bench && swift build -c release --static-swift-stdlib && scripts/bench.sh .build/release
format: ; swift format --in-place --parallel --recursive Package.swift Sources Tests
lint: ; scripts/setup.sh lint && scripts/lint.sh
install: build ; scripts/install.sh "$(DESTDIR)"
deb: build ; scripts/deb.sh
