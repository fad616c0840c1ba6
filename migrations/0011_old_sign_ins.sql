-- So that the nightly work finds ended sign-ins and used links by their age.
CREATE INDEX `sign_ins_expiry` ON `sign_ins` (`expires_at`);
CREATE INDEX `redemptions_age` ON `redemptions` (`redeemed_at`);
