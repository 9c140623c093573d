"""One index over what is public: what is published is found at once, what is withdrawn is not, index or none."""
