"""The only room that imports nbgrader: releases, exchange plug-in, grading, gradebook."""
