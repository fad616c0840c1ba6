import { asDialled } from '../../src/lib/phones.ts'

/** A number that a phone can dial, written as people write it. */
export const Phone = ({ number }: { number: string }) => (
  <a class="al-phone" href={`tel:${number}`}>
    {asDialled(number)}
  </a>
)
