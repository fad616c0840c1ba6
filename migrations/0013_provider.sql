-- What the provider tells of what it was handed, once each: an id is remembered for longer than it is ever sent again.
CREATE TABLE `webhook_events` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`received_at` integer NOT NULL
);
CREATE INDEX `webhook_events_received` ON `webhook_events` (`received_at`);

-- Which message brought an address here: by it a coordinator knows whose address it is without seeing it.
ALTER TABLE `suppressed_addresses` ADD `message_id` integer;
CREATE INDEX `suppressed_addresses_since` ON `suppressed_addresses` (`since`);

-- How the provider is doing, for every isolate to know.
CREATE TABLE `provider_circuit` (
	`id` text PRIMARY KEY NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`failing_since` integer,
	`opened_at` integer,
	`probe_at` integer,
	`reason` text
);

-- What became of the messages of each day; one that is still to go costs it nothing.
CREATE INDEX `messages_settled` ON `messages` (`due_at`,`status`,`sent_at`) WHERE status NOT IN ('planned', 'sending');
