# Every target is short enough to type by hand; the README shows the same lines for Windows.
# Another Python: make PYTHON=python3.12 run.   Another build of torch: TORCH_BACKEND=cu126 make run.

BIN := .venv/bin
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
CANDIDATES := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)

.PHONY: run test check torture mutants lint notebooks site slides lock lab doctor

run: .venv/.complete
	@$(BIN)/course run

test: lint .venv/.site
	@$(BIN)/pytest

# For the minute between two edits: what neither runs a lesson, nor starts a kernel, nor judges the exercises.
check: lint
	@$(BIN)/pytest tests --ignore=tests/exercises --ignore=tests/notebooks/test_notebooks.py --ignore=tests/test_readme.py --ignore=tests/site/test_pages.py --ignore=tests/site/test_slides.py \
	  $(foreach name,batch cluster own_notebooks run search stop_early sweep_report_page sweep_run warm_kernels,--ignore=tests/reruns/test_$(name).py)

# A training killed 1,000 times while it saves; make test does it some twenty times.
torture: .venv/.complete
	@$(BIN)/python -m helpers.kill_saving --kills 1000

# Every solution changed in one place, again and again: which changed solutions do the exercises still accept?
mutants: .venv/.complete
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.exercises.mutants

lint: .venv/.complete
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . 
	@$(BIN)/actionlint -shellcheck= -pyflakes= -config-file .github/actionlint.yaml .github/workflows/*.yml

lab: .venv/.complete
	@$(BIN)/course lab

doctor: .venv/.complete
	@$(BIN)/course doctor

# Execute the lessons in place; then keep only the last line of each progress bar.
notebooks: .venv/.complete
	$(BIN)/ruff format --quiet notebooks
	COURSE_LIVE= COURSE_PROGRESS= OMP_WAIT_POLICY=PASSIVE JUPYTER_DEFAULT_PROVISIONER_NAME=course-warm $(BIN)/jupyter nbconvert --log-level=ERROR --to notebook --inplace --execute --ExecutePreprocessor.record_timing=False \
	  --ExecutePreprocessor.store_widget_state=False --ExecutePreprocessor.extra_arguments=--log-level=ERROR notebooks/*.ipynb
	$(BIN)/jupyter nbconvert --log-level=ERROR --inplace --coalesce-streams notebooks/*.ipynb
	$(BIN)/python -m tests.readme_picture

# The lessons as a web site, in site/built; it opens without a server.
site: .venv/.site
	@$(BIN)/python site/build.py

# One deck a lesson, in site/built/slides; make site builds them too. With PDF=1 also as PDF, printed by an installed browser.
slides: .venv/.site
	@$(BIN)/python site/build_slides.py $(if $(PDF),--pdf)

# What only the site, the slides and their tests need. The lock keeps everything else as it is.
.venv/.site: .venv/.complete
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements.txt --compile-bytecode --editable ".[site]"
	@touch .venv/.site

# Compile the complete set anew from pyproject.toml, for all systems, with the newest versions it allows.
# Without the extras mlflow and peers: what a sweep is handed to, and what the course is compared with, must not hold its
# versions back.
lock: .venv/.complete
	$(BIN)/uv pip compile --upgrade --quiet --universal --extra cluster --extra dev --extra search --extra site --python-version 3.11 --no-emit-index-url pyproject.toml -o requirements.txt

# Made once; made again only when one of the two files changes, when .venv was moved, or when its Python was removed since.
# What is installed, and how an interrupted set-up is taken up, stands in helpers/app/set_up.py.
.venv/.complete: requirements.txt pyproject.toml
	@for python in $(CANDIDATES); do \
	  if $$python -c "$(SUPPORTED)" 2>/dev/null; then exec $$python helpers/app/set_up.py; fi; \
	done; \
	echo "The course needs Python 3.11 to 3.14, and none of these is one: $(CANDIDATES). Name yours: make PYTHON=/path/to/python3.11 run" >&2; \
	exit 1

ifneq ($(shell $(BIN)/python -c "import sys, uv; print(sys.prefix)" 2>/dev/null),$(shell cat .venv/.complete 2>/dev/null))
.PHONY: .venv/.complete
endif
