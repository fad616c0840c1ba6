-- After how many days without the promised answer a referral is put before the coordinator too.
ALTER TABLE `places` ADD `escalate_days` integer DEFAULT 3 NOT NULL;
