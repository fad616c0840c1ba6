import { AttendeeDoneSample, AttendeeSample } from '../components/samples/attendee.tsx'
import { EverySample } from '../components/samples/every.tsx'
import { PublicSample } from '../components/samples/public.tsx'
import { RegisterSample } from '../components/samples/register.tsx'
import { StaffSample } from '../components/samples/staff.tsx'

/** Whole documents by name: `/dev/components` shows the first, `/dev/components/:view` the others. Local mode only. */
export const galleryViews = {
  every: EverySample,
  public: PublicSample,
  attendee: AttendeeSample,
  'attendee-done': AttendeeDoneSample,
  staff: StaffSample,
  register: RegisterSample,
} as const

export type GalleryView = keyof typeof galleryViews

export const Gallery = ({ view }: { view: GalleryView }) => {
  const View = galleryViews[view]
  return <View />
}
