-- Messages that reached no buddy, by how long they matter: whoever looks after buddies rings about those that still do.
CREATE INDEX `messages_buddies_to_ring` ON `messages` (`useful_until`) WHERE recipient_kind = 'buddy' AND status IN ('suppressed', 'bounced', 'complained', 'failed', 'cancelled');
