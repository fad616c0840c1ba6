import { AttendeeDoneSample, AttendeeSample } from './samples/attendee.tsx'
import { ComponentsSample } from './samples/components.tsx'
import { PublicSample } from './samples/public.tsx'
import { RegisterSample } from './samples/register.tsx'
import { StaffSample } from './samples/staff.tsx'

/** Whole documents by name: `/dev/components` shows the first, `/dev/components/:view` the others. Local mode only. */
export const galleryViews = {
  components: ComponentsSample,
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
