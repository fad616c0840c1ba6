-- Emails that a mailbox does not take yet: the call list has them when time is short.
CREATE INDEX `messages_delayed` ON `messages` (`useful_until`) WHERE status = 'sent' AND outcome = 'delayed';
