# make run: set up, run the bundled studies, print their gaps, make their reports. make test: set up, check everything.
UV := $(shell command -v uv || echo .uv/bin/uv)

.PHONY: run test quick coverage engines bench golden mutate hostile kill simulate forensics lint audit synthetic pictures reference docs
run: $(UV)
	$(UV) sync --locked --no-dev --quiet --compile-bytecode
	$(UV) run --no-sync gap run
	$(UV) run --no-sync gap report

test: lint engines
	$(UV) run --no-sync pytest --numprocesses 2 --dist loadfile

quick: lint
	$(UV) run --no-sync pytest -m "not slow"

coverage: lint # of the fast tests, which run nothing in a process of its own
	$(UV) run --no-sync pytest -m "not slow" --numprocesses 2 --dist loadfile --cov --cov-report=term

lint: $(UV)
	$(UV) sync --locked --quiet --compile-bytecode
	$(UV) run --no-sync ruff check
	$(UV) run --no-sync ruff format --check
	$(UV) run --no-sync ty check

audit: $(UV) # licences of what is installed, a list of it in sbom.cdx.json, and its known faults, which osv.dev is asked for
	$(UV) sync --locked --quiet
	$(UV) run --no-sync pytest --quiet tests/test_licences.py
	$(UV) export --locked --no-dev --quiet --preview-features sbom-export --format cyclonedx1.5 --output-file sbom.cdx.json
	$(UV) audit --locked --no-dev --preview-features audit-command

engines: $(UV) # whose SQL the tables are tried with, apart from the project
	UV_PROJECT_ENVIRONMENT=.engines/newest $(UV) sync --locked --only-group engines --quiet
	$(UV) venv --quiet --allow-existing --python ">=3.11,<3.14" .engines/oldest
	$(UV) pip install --quiet --python .engines/oldest duckdb==1.2.0

bench: $(UV)
	$(UV) sync --locked --no-dev --quiet --compile-bytecode
	$(UV) run --no-sync python -m tests.tools.benchmarks
	$(UV) sync --locked --no-dev --group bench --quiet --compile-bytecode
	$(UV) run --no-sync python -m tests.tools.benchmarks.weighted_shares

simulate: $(UV)
	$(UV) sync --locked --no-dev --quiet --compile-bytecode
	$(UV) run --no-sync python -m tests.tools.simulation

forensics: $(UV)
	$(UV) sync --locked --no-dev --quiet --compile-bytecode
	$(UV) run --no-sync python -m tests.tools.forensics

golden: $(UV)
	$(UV) sync --locked --quiet --compile-bytecode
	$(UV) run --no-sync python -m tests.tools.golden

mutate: $(UV)
	$(UV) sync --locked --quiet --compile-bytecode
	$(UV) run --no-sync python -m tests.tools.mutation

hostile: $(UV)
	$(UV) sync --locked --quiet --compile-bytecode
	$(UV) run --no-sync python -m tests.tools.hostile

kill: $(UV)
	$(UV) sync --locked --quiet --compile-bytecode
	$(UV) run --no-sync python -m tests.tools.kills

pictures: $(UV)
	$(UV) sync --locked --quiet --compile-bytecode
	$(UV) run --no-sync python docs/pictures/draw.py
	$(UV) run --no-sync python -m tests.tools.pictures

reference: $(UV) # the pages that are written from code
	$(UV) sync --locked --quiet --compile-bytecode
	$(UV) run --no-sync python -m schemas.tables > docs/reference/tables.md
	$(UV) run --no-sync python -m schemas.tables rows > schemas/tables/rows.py
	$(UV) run --no-sync python -m schemas.study keys > docs/reference/keys.md
	$(UV) run --no-sync python -m schemas.study schema > studies/study.schema.json
	$(UV) run --no-sync python docs/reference/commands.py > docs/reference/commands.md

docs: $(UV) # the documentation as a site, in site/; a link that leads nowhere fails
	$(UV) sync --locked --quiet --compile-bytecode
	$(UV) run --no-sync zensical build --strict --clean

synthetic: $(UV)
	$(UV) sync --locked --quiet --compile-bytecode
	$(UV) run --no-sync python studies/high-tech-service/make_synthetic.py

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet "uv>=0.13,<0.14"
