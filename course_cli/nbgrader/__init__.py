"""The bridge to nbgrader: source notebooks, a preprocessor that grades in the cage, exporters."""
