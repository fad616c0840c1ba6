-- What a routine was answered, so that the same request gets the same answer whatever became of its dates.
ALTER TABLE `idempotency_keys` ADD `answered` text;
