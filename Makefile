# Every target is one line; what is longer lives in scripts/.
.PHONY: demo test build bench soak format lint install deb

demo: ; scripts/setup.sh && swift build -c release --static-swift-stdlib && scripts/demo.sh .build/release
test: ; scripts/setup.sh && scripts/test.sh
build: ; scripts/setup.sh build && swift build -c release --static-swift-stdlib
bench: ; scripts/setup.sh bench && swift build -c release --static-swift-stdlib && scripts/bench.sh .build/release
soak: ; scripts/setup.sh soak && swift build -c release --static-swift-stdlib && python3 scripts/soak/soak.py .build/release $(SOAK)
format: ; swift format --in-place --parallel --recursive Package.swift Sources Tests
lint: ; scripts/setup.sh lint && scripts/lint.sh
install: build ; scripts/install.sh "$(DESTDIR)"
deb: build ; scripts/deb.sh
