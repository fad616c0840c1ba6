-- What was sent under a sender's own number, so that the same number with another referral is refused.
ALTER TABLE `referrals` ADD `sent_index` text;
-- Who is known under another id now: their old links still reach them.
CREATE INDEX `people_merged` ON `people` (`merged_into`) WHERE merged_into IS NOT NULL;
