"""The Regulations on Open Government Information as code: working days, clocks, outcomes, remedies, fees."""
