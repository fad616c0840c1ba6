-- What was sent under a sender's own number, so that the same number with another referral is refused.
ALTER TABLE `referrals` ADD `sent_index` text;
