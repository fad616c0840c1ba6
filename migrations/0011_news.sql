-- What the referrer of an ended referral is shown instead: ids of groups and of other teams.
ALTER TABLE `referrals` ADD `end_offers` text DEFAULT '[]' NOT NULL;
CREATE INDEX `referrals_ended` ON `referrals` (`ended_at`) WHERE ended_at IS NOT NULL;
-- One run of the job tells what it has just found.
CREATE INDEX `referral_news_at` ON `referral_news` (`at`);
