-- What came back on a message: seen, answered, or told by a colleague who rang. One reply a message, whoever was faster.
CREATE TABLE `replies` (
	`message_id` integer PRIMARY KEY NOT NULL,
	`how` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "reply_known" CHECK(how IN ('seen', 'confirmed', 'declined', 'moved', 'booked', 'told'))
);
-- Somebody rang and did not get through.
CREATE TABLE `call_tries` (
	`id` text PRIMARY KEY NOT NULL,
	`message_id` integer NOT NULL,
	`how` text NOT NULL,
	`user_id` text NOT NULL,
	`at` integer NOT NULL,
	`again_at` integer NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "call_try_known" CHECK(how IN ('not_reached', 'left_word'))
);
CREATE INDEX `call_tries_message` ON `call_tries` (`message_id`,`at`);
-- Messages that reached nobody, by how long they matter: a call list reads only what still does.
CREATE INDEX `messages_to_ring` ON `messages` (`useful_until`) WHERE recipient_kind = 'person' AND status IN ('suppressed', 'bounced', 'complained', 'failed', 'cancelled');
-- News that must be known to have arrived.
CREATE INDEX `messages_to_acknowledge` ON `messages` (`useful_until`) WHERE kind IN ('booking.cancelled', 'booking.changed');
-- The person agreed that we may write to their number by WhatsApp.
ALTER TABLE `people` ADD `agrees_to_whatsapp` integer DEFAULT false NOT NULL;
