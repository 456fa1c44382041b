"""Whether two signatures are of one hand, told by the pen's path and its time alone."""
