"""Acts: one public function is one transaction with its audit and outbox rows inside."""
