"""What an applicant's browser asks for. Views read, ask a service, and show; they decide nothing."""
