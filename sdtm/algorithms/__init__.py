"""The words an SDTM mapping may say: every public function of these files."""
