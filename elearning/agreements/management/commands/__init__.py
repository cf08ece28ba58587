"""Commands: a questionnaire out to a file and in from one."""
